import ArgumentParser
import Glibc
import Pipelines

/// `sluice train`: a model on the token shards of a run.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a model on the token shards of a run.",
    discussion: """
      RUN holds tokens/ as 'sluice run' made them. The checkpoint, a Hugging Face folder, goes to \
      OUTPUT/checkpoint; an interrupted training goes on where it stopped, to the same bits.

      EXAMPLES
        sluice train runs/quickstart --output runs/longer \\
          --set steps=50 --set model.layers=2
      """)

  @Argument(help: "The run whose tokens are trained on.", completion: .directory)
  var source: String?

  @Option(help: "A folder of token shards, in place of a run.", completion: .directory)
  var tokens: String?

  @Option(name: [.short, .long], help: "The run folder of the training.", completion: .directory)
  var output: String

  @Option(help: "Tokens per training row (default: the run's).")
  var sequenceLength: Int?

  @Option(
    name: .customLong("set"), help: "A training setting: name=value, as in the 'train' section.")
  var overrides: [String] = []

  @OptionGroup var options: RunOptions

  func validate() throws {
    guard (source == nil) != (tokens == nil) else {
      throw ValidationError("name a run, or token shards by --tokens")
    }
    if let sequenceLength, !(2...1 << 20).contains(sequenceLength) {
      throw ValidationError("--sequence-length is \(sequenceLength); expected 2 to 1048576")
    }
  }

  func run() throws {
    let source = try tokenSource()
    var entries = [SingleStages.entry("from", LocatedValue(.string(source.folder)))]
    if let length = sequenceLength ?? source.sequenceLength {
      entries.append(SingleStages.entry("sequenceLength", LocatedValue(.integer(length))))
    }
    var tree = LocatedValue(
      .map([
        SingleStages.entry("name", LocatedValue(.string("train"))),
        SingleStages.entry("tokens", LocatedValue(.map(entries))),
        SingleStages.entry("train", LocatedValue(.map([]))),
      ]))
    for override in overrides {
      tree = try SettingsOverride("train." + override).applied(to: tree)
    }
    let compiled = try PipelineLoader.compile(tree: tree, strict: false)
    try options.drive(compiled, run: RunFolder(output))
  }

  /// The folder of token shards, with the sequence length of the run it belongs to.
  private func tokenSource() throws -> (folder: String, sequenceLength: Int?) {
    let path = source ?? tokens ?? ""
    let run = try source.map(PipelineLoader.runFolder) ?? RunFolder(absolutePath(path))
    let isRun = access(run.plan, R_OK) == 0
    let folder = isRun ? run.absolute("tokens") : run.path
    let files = filesBelow(folder)
    guard files.contains(where: { $0.hasPrefix("train-") && $0.hasSuffix(".tokens") }) else {
      throw CommandError(
        isRun
          ? "\(path) has no token shards; its pipeline needs a section 'tokens' and must be finished"
          : "\(path) holds no token shards (train-*.tokens); name the folder tokens/ of a run",
        status: .usage)
    }
    guard files.contains("tokenizer.json") else {
      throw CommandError(
        "\(folder) has no tokenizer.json; it belongs beside its token shards", status: .usage)
    }
    guard isRun else { return (folder, nil) }
    let config = try Plan.read(run.plan).config.value
    guard case .integer(let length)? = config["tokens"]?["sequenceLength"]?.content else {
      return (folder, nil)
    }
    return (folder, length)
  }
}
