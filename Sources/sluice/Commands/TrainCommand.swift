import ArgumentParser
import Glibc
import Pipelines
import Tokens

/// `sluice train`: a model on the token shards of a run.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a model on the token shards of a run.",
    discussion: """
      RUN holds tokens/ as 'sluice run' made them. The checkpoint, a Hugging Face folder, goes to \
      OUTPUT/checkpoint; an interrupted training goes on where it stopped, to the same bits. Several \
      --tokens NAME=FOLDER are mixed row by row, by --weights or else in proportion to their tokens; \
      they must come from one tokenizer.

      EXAMPLES
        sluice train runs/quickstart --output runs/longer \\
          --set steps=50 --set model.layers=2
        sluice train --tokens a=runs/quickstart/tokens \\
          --tokens b=runs/quickstart/tokens --weights a=0.7,b=0.3 \\
          --output runs/mixed --sequence-length 64 --set steps=20 \\
          --set model.layers=1
      """)

  @Argument(help: "The run whose tokens are trained on.", completion: .directory)
  var source: String?

  @Option(
    help: "A folder of token shards, in place of a run; NAME=FOLDER, repeated, for several sets.",
    completion: .directory)
  var tokens: [String] = []

  @Option(help: "How the sets are mixed: name=weight,name=weight.")
  var weights: String?

  @Option(help: "Most passes over one set (default: 4).")
  var maximumEpochs: Double?

  @Option(name: [.short, .long], help: "The run folder of the training.", completion: .directory)
  var output: String

  @Option(help: "Tokens per training row (default: the run's).")
  var sequenceLength: Int?

  @Option(
    name: .customLong("set"), help: "A training setting: name=value, as in the 'train' section.")
  var overrides: [String] = []

  @OptionGroup var options: RunOptions

  func validate() throws {
    guard (source == nil) != tokens.isEmpty else {
      throw ValidationError("name a run, or token shards by --tokens")
    }
    guard tokens.count < 2 || tokens.allSatisfy({ TokenSetArgument($0).name != nil }) else {
      throw ValidationError(
        "several --tokens need names: --tokens web=FOLDER --tokens books=FOLDER")
    }
    if let sequenceLength, !(2...1 << 20).contains(sequenceLength) {
      throw ValidationError("--sequence-length is \(sequenceLength); expected 2 to 1048576")
    }
  }

  func run() throws {
    let (from, length) = try tokenSets()
    var entries = [SingleStages.entry("from", from)]
    if let length = sequenceLength ?? length {
      entries.append(SingleStages.entry("sequenceLength", LocatedValue(.integer(length))))
    }
    var sections = [
      SingleStages.entry("name", LocatedValue(.string("train"))),
      SingleStages.entry("tokens", LocatedValue(.map(entries))),
      SingleStages.entry("train", LocatedValue(.map([]))),
    ]
    let mixture = try mixtureEntries()
    if !mixture.isEmpty {
      sections.append(SingleStages.entry("mixture", LocatedValue(.map(mixture))))
    }
    var tree = LocatedValue(.map(sections))
    for override in overrides {
      tree = try SettingsOverride("train." + override).applied(to: tree)
    }
    let compiled = try PipelineLoader.compile(tree: tree, strict: false)
    if let mixture = try MixtureEstimate.summary(of: compiled), !options.quiet {
      for line in MixtureTable.lines(mixture) { Terminal.line(line) }
    }
    try options.drive(compiled, run: RunFolder(output))
  }

  /// The value of tokens.from, with the sequence length of the first run among the sets.
  private func tokenSets() throws -> (from: LocatedValue, sequenceLength: Int?) {
    if let source { return try single(source, mustBeRun: true) }
    let arguments = tokens.map(TokenSetArgument.init)
    guard arguments.contains(where: { $0.name != nil }) else {
      return try single(tokens[0], mustBeRun: false)
    }
    var entries: [LocatedValue.Entry] = []
    var length: Int?
    for argument in arguments {
      let name = argument.name ?? ""
      guard !entries.contains(where: { $0.key == name }) else {
        throw CommandError(
          "--tokens names the set '\(name)' twice; give each its own name", status: .usage)
      }
      let set = try single(argument.folder, mustBeRun: false)
      entries.append(SingleStages.entry(name, set.from))
      length = length ?? set.sequenceLength
    }
    return (LocatedValue(.map(entries)), length)
  }

  private func mixtureEntries() throws -> [LocatedValue.Entry] {
    var entries: [LocatedValue.Entry] = []
    if let weights {
      entries.append(
        SingleStages.entry("weights", LocatedValue(.map(try TokenSetArgument.weights(weights)))))
    }
    if let maximumEpochs {
      entries.append(SingleStages.entry("maximumEpochs", LocatedValue(.number(maximumEpochs))))
    }
    return entries
  }

  /// A folder of token shards, or that of a run, with the sequence length of the run it belongs to.
  private func single(
    _ path: String, mustBeRun: Bool
  ) throws -> (from: LocatedValue, sequenceLength: Int?) {
    let run = mustBeRun ? try PipelineLoader.runFolder(path) : RunFolder(absolutePath(path))
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
    do {
      _ = try Tokenizer(contentsOf: folder)
    } catch {
      throw CommandError(
        "\(folder) has no usable tokenizer, which belongs beside its token shards: \(error)",
        status: .usage)
    }
    let from = LocatedValue(.string(folder))
    guard isRun else { return (from, nil) }
    let config = try Plan.read(run.plan).config.value
    guard case .integer(let length)? = config["tokens"]?["sequenceLength"]?.content else {
      return (from, nil)
    }
    return (from, length)
  }
}
