import FoundationEssentials
import Instruct
import Model
import Pipelines
import Tokens

/// Generates instruction pairs with the model this run trained, with a server, or from recorded replies.
struct GeneratePhase: PhaseBody {
  static let name = "generate"
  static let pairsPath = "pairs/pairs.jsonl"
  static let rejectsPath = "pairs/rejects.jsonl"

  let settings: GenerateSettings
  let tokenizer: TokenizerProvider?

  func run(_ task: TaskContext) throws {
    let journal = task.run.absolute("data/\(Self.name)/journal")
    try makeParentFolder(of: journal)
    Compute.setThreads(task.threads)
    let generation = GenerationRun(
      settings: settings.alpaca, seeds: try SeedTasks.read(path: settings.seeds),
      generator: try generator(task), journalPath: journal,
      outputPath: try task.output(Self.pairsPath), rejectsPath: try task.output(Self.rejectsPath),
      workers: settings.server == nil ? 1 : task.threads)
    if let server = settings.server { task.note("waiting for \(server)") }
    let cancellation = task.cancellation
    let funnel = try generation.run(isCancelled: { cancellation.isRequested }) { progress in
      task.note(
        "\(progress.requests) of \(progress.maximumRequests) requests, \(progress.accepted) pairs, "
          + "\(progress.rejected) rejected")
    }
    if funnel.ending == .interrupted { throw Cancelled() }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let file = try FileWriter(creating: task.output(RunReport.summaryPath(Self.name)))
    try file.write(Array(try encoder.encode(funnel)))
    try file.close()
  }

  private func generator(_ task: TaskContext) throws -> any TextGenerator {
    if let replay = settings.replay { return try ReplayGenerator(path: replay) }
    if let server = settings.server {
      var http = HTTPGeneratorSettings(address: server)
      http.model = settings.serverModel
      return try HTTPGenerator(settings: http)
    }
    let checkpoint = task.run.absolute(TrainPhase.checkpoint)
    return BundledModelGenerator(try TextSampling(checkpoint: checkpoint), name: "checkpoint")
  }
}
