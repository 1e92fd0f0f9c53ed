import ArgumentParser
import Glibc
import Pipelines
import Text
import Tokens

/// `sluice export`: token shards in the formats of other trainers.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes token shards in the format of another trainer.",
    discussion: """
      Formats: llm.c, nanogpt, megatron (.bin and .idx), datatrove (.ds), dolma (OLMo's .npy and \
      .csv.gz), mds (MosaicML streaming), and llm.c-eval (multiple-choice questions from JSON lines \
      {"ctx", "endings", "label"}, which needs --tokenizer). Every document has its end-of-text token \
      where the format has it. Nothing is written when an id does not fit the format.

      EXAMPLES
        sluice export runs/quickstart --format megatron --output runs/megatron
        sluice export runs/quickstart --format mds --sequence-length 64 \\
          --split train --output runs/mds --json
      """)

  @Argument(
    help: "A run, or a folder of train-*.tokens; for llm.c-eval a file of JSON lines.",
    completion: .directory)
  var source: String

  @Option(help: "The format to write.")
  var format: TrainerFormat

  @Option(name: [.short, .long], help: "Folder of the files.", completion: .directory)
  var output: String

  @Option(help: "Which documents: train, validation or all.")
  var split = Splits.all

  @Option(help: "Tokens per file, for llm.c, datatrove and dolma (default: the format's own).")
  var shardTokens: Int?

  @Option(help: "Tokens per row, for mds (default: a row per document).")
  var sequenceLength: Int?

  @Flag(help: "Pack shards with zstd, for mds.")
  var zstd = false

  @Option(help: "Id that separates documents (default: the one the shards name).")
  var endOfText: UInt32?

  @Option(
    help: "The tokenizer, for llm.c-eval: a file, such as tokenizer.json, or a folder.",
    completion: .file())
  var tokenizer: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  enum Splits: String, ExpressibleByArgument, CaseIterable {
    case train, validation, all
  }

  func run() throws {
    switch format {
    case .questions:
      let summary = try MultipleChoiceFiles.export(source, tokenizer: tokenizer, to: output)
      try summary.show(json: json)
    case .tokens(let format):
      try TrainerFormat.asUsage { try export(format) }.show(json: json)
    }
  }

  private func export(_ format: ExchangeFormat) throws -> ExchangeSummary {
    let folder = try tokensFolder()
    let shards = try self.shards(folder)
    let first = shards.flatMap(\.shards).first
    guard let first, let endOfText = endOfText ?? first.manifest.endOfTextToken else {
      throw CommandError(
        "\(folder): its shards name no token that separates documents; name it by --end-of-text",
        status: .usage)
    }
    var settings = ExchangeFormat.WritingSettings(
      vocabularySize: first.vocabularySize, endOfText: endOfText,
      tokenizer: first.fingerprint.description)
    settings.shardTokens = shardTokens
    settings.sequenceLength = sequenceLength
    settings.isCompressed = zstd
    settings.hasLossMask = shards.contains { $0.shards.contains(where: \.hasLossMask) }
    try format.validate(settings)
    let splits = Set(shards.map(\.split))
    try TrainerFormat.checkFree(
      output,
      { splits.contains(ExchangeFormat.split(ofFile: $0)) && !format.selecting([$0]).isEmpty },
      what: "files of \(format.rawValue)")
    var summary = ExchangeSummary(
      format: format.rawValue, output: output, vocabulary: settings.vocabularySize,
      endOfText: endOfText, tokenizer: settings.tokenizer)
    if settings.hasLossMask, !format.carriesLossMask {
      summary.notes.append("the loss masks of the shards are left out: \(format.rawValue) has none")
    }
    let staging = try StagingFolder(in: output)
    defer { staging.remove() }
    for (split, shards) in shards {
      let documents = NativeDocuments(shards, endOfText: endOfText)
      try summary.add(
        split, copying: documents, into: staging,
        { try format.makeWriter(folder: staging.path, split: split, settings) })
    }
    return summary
  }

  /// The folder of native shards that the argument leads to.
  private func tokensFolder() throws -> String {
    let run = RunFolder(absolutePath(source))
    let folder = access(run.plan, R_OK) == 0 ? run.absolute("tokens") : run.path
    guard filesBelow(folder).contains(where: TokenSet.isTrainingShard) else {
      throw CommandError(
        "\(source) holds no token shards (train-*.tokens); name a finished run or its tokens/",
        status: .usage)
    }
    return folder
  }

  /// The shards of every split that is asked for, from one tokenizer.
  private func shards(
    _ folder: String
  ) throws -> [(split: ExchangeFormat.Split, shards: [TokenShardReader])] {
    let set = try TokenSet(name: "", folder: folder, expecting: nil)
    guard let fingerprint = set.training.first?.fingerprint else { return [] }
    var result: [(split: ExchangeFormat.Split, shards: [TokenShardReader])] = []
    if split != .validation {
      for shard in set.training where shard.fingerprint != fingerprint {
        throw TokenShardError(
          .otherTokenizer(expected: "\(fingerprint)", found: "\(shard.fingerprint)"),
          path: shard.path)
      }
      result.append((.train, set.training))
    }
    let isThere = access(folder + "/" + MixPhase.validationName, F_OK) == 0
    if split == .validation || split == .all && isThere {
      result.append((.validation, [try set.validation(expecting: fingerprint)]))
    }
    return result
  }
}
