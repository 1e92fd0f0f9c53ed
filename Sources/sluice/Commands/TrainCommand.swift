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
  }

  func run() throws {
    let source = RunFolder(absolutePath(source ?? tokens ?? ""))
    var tree = LocatedValue(
      .map([
        SingleStages.entry("name", LocatedValue(.string("train"))),
        SingleStages.entry("tokens", LocatedValue(.map(try tokensEntries(source)))),
        SingleStages.entry("train", LocatedValue(.map([]))),
      ]))
    for override in overrides {
      tree = try SettingsOverride("train." + override).applied(to: tree)
    }
    let compiled = try PipelineLoader.compile(tree: tree, strict: false)
    try options.drive(compiled, run: RunFolder(output))
  }

  private func tokensEntries(_ source: RunFolder) throws -> [LocatedValue.Entry] {
    var length = sequenceLength
    if length == nil, access(source.plan, F_OK) == 0 {
      let config = try Plan.read(source.plan).config.value
      if case .integer(let own)? = config["tokens"]?["sequenceLength"]?.content { length = own }
    }
    let folder = access(source.plan, F_OK) == 0 ? source.absolute("tokens") : source.path
    let from = SingleStages.entry("from", LocatedValue(.string(folder)))
    guard let length else { return [from] }
    return [from, SingleStages.entry("sequenceLength", LocatedValue(.integer(length)))]
  }
}
