import ArgumentParser
import Glibc
import Instruct
import Model
import Pipelines

/// `sluice generate`: Alpaca-style instruction pairs from a language model.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Generates instruction pairs with a local model.",
    discussion: """
      The model is a checkpoint of ours (--checkpoint), an OpenAI-compatible server (--server) or a file \
      of recorded replies (--replay). Every reply is kept in a journal beside the output: running the \
      command again goes on where it stopped. Rejected records are kept with the rule that dropped them.

      EXAMPLES
        sluice generate --seeds samples/instructions/seed_tasks.jsonl \\
          --checkpoint runs/quickstart/checkpoint --pairs 5 --requests 4 \\
          --output runs/pairs.jsonl
        sluice generate --seeds samples/instructions/seed_tasks.jsonl \\
          --server http://127.0.0.1:8080 --pairs 1000 --output runs/served.jsonl
      """)

  @Option(help: "Seed tasks, in Self-Instruct or Alpaca layout.", completion: .file())
  var seeds: String

  @Option(help: "A checkpoint folder.", completion: .directory)
  var checkpoint: String?

  @Option(help: "Address of an OpenAI-compatible server.")
  var server: String?

  @Option(help: "Model to ask the server for (default: the first it lists).")
  var model = ""

  @Option(help: "A file of recorded replies.", completion: .file())
  var replay: String?

  @Option(
    name: [.short, .long], help: "Where to write the pairs (JSON lines).", completion: .file())
  var output: String

  @Option(help: "Pairs wanted.")
  var pairs = 1000

  @Option(help: "Requests at most.")
  var requests = 10_000

  @Option(help: "Tokens of a reply at most.")
  var tokens = 3072

  @Option(help: "Seed of every draw.")
  var seed: UInt64 = 1

  @Option(help: "Requests at the same time.")
  var workers = 4

  @Flag(help: "Print the funnel as one JSON object.")
  var json = false

  func validate() throws {
    let doors = [checkpoint, server, replay].compactMap { $0 }
    guard doors.count == 1 else {
      throw ValidationError("name exactly one of --checkpoint, --server and --replay")
    }
    guard (1...1024).contains(workers) else {
      throw ValidationError("--workers is \(workers); expected 1 to 1024")
    }
    do {
      try settings.validate()
    } catch {
      let options = ["maximumRequests": "requests", "maximumTokens": "tokens"]
      throw ValidationError(
        "--\(options[error.setting] ?? error.setting) is \(error.found); expected \(error.expected)"
      )
    }
  }

  func run() throws {
    try requireReadable(seeds, "--seeds")
    if let replay { try requireReadable(replay, "--replay") }
    if let checkpoint { try requireReadable(checkpoint + "/config.json", "--checkpoint") }
    let generation = GenerationRun(
      settings: settings, seeds: try SeedTasks.read(path: seeds), generator: try generator(),
      journalPath: output + ".journal", outputPath: output, rejectsPath: output + ".rejects.jsonl",
      workers: workers)
    var lastShown = 0
    let funnel = try generation.run(isCancelled: { programCancellation.isRequested }) { progress in
      guard progress.requests >= lastShown + 20 else { return }
      lastShown = progress.requests
      Terminal.message(
        "\(progress.requests) requests, \(progress.accepted) of \(progress.pairs) pairs, "
          + "\(progress.rejected) rejected")
    }
    if json { try Terminal.json(funnel) } else { print(funnel) }
    if funnel.ending == .interrupted {
      throw ExitCode(128 + (programCancellation.signalNumber ?? SIGINT))
    }
  }

  private var settings: AlpacaSettings {
    var settings = AlpacaSettings()
    settings.pairs = pairs
    settings.maximumRequests = requests
    settings.maximumTokens = tokens
    settings.seed = seed
    return settings
  }

  private func generator() throws -> any TextGenerator {
    if let replay { return try ReplayGenerator(path: replay) }
    if let checkpoint {
      return BundledModelGenerator(try TextSampling(checkpoint: checkpoint), name: checkpoint)
    }
    var http = HTTPGeneratorSettings(address: server ?? "")
    http.model = model
    do {
      return try HTTPGenerator(settings: http)
    } catch {
      throw CommandError(
        "--server is \(error.found); expected \(error.expected)", status: .usage)
    }
  }

  private func print(_ funnel: GenerationFunnel) {
    for line in FunnelText.lines(funnel) { Terminal.line(line) }
    Terminal.line("\(output): \(Numbers.grouped(funnel.accepted)) pairs")
  }
}

/// A generation funnel as text.
enum FunnelText {
  static func lines(_ funnel: GenerationFunnel) -> [String] {
    TextReport.table(
      [
        ["requests", Numbers.grouped(funnel.requests)],
        ["records found", Numbers.grouped(funnel.records)],
      ] + funnel.rejected.map { ["dropped by \($0.rule.rawValue)", Numbers.grouped($0.count)] }
        + [["pairs accepted", Numbers.grouped(funnel.accepted)]])
      + ["  ended: \(funnel.ending.rawValue)"]
  }
}
