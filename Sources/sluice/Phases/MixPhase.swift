import FoundationEssentials
import Pipelines
import Text
import Tokens

/// Blends the encoded documents of all sources into the run's token shards.
///
/// One task: it copies tokens, at the speed of memory. The order is a pure function of the seed and of the
/// documents; memory holds a mapping per input and three numbers per source.
struct MixPhase: PhaseBody {
  let inputs: [InputShard]
  let sources: [String]
  let tokenizer: TokenizerProvider
  let mixture: MixtureSettings
  let tokens: TokensSettings
  let seed: UInt64

  static let name = "mix"

  /// Path of a token shard of the training set, relative to the run.
  static func shardPath(_ number: Int) -> String { "tokens/" + shardName(number) }

  /// Name of a token shard of the training set.
  static func shardName(_ number: Int) -> String {
    let digits = String(number)
    return "train-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits + ".tokens"
  }

  static let validationName = "validation.tokens"
  static let validationPath = "tokens/" + validationName

  func run(_ task: TaskContext) throws {
    let tokenizer = try self.tokenizer.tokenizer(in: task.run)
    let manifest = TokenShardManifest(
      sources: sources, endOfText: .before, endOfTextToken: tokenizer.endOfText)
    var corpus = try sources.map { source in
      try EncodedSource(
        source, inputs: inputs, in: task.run, fingerprint: tokenizer.fingerprint,
        isRehydrated: mixture.rehydrate != nil)
    }
    let plan = try plan(corpus.map(\.summary))
    task.note(MixtureTable.short(plan))
    let exports = try exports(.train, tokenizer, task)
    var training = TokenShardSeries(
      fingerprint: tokenizer.fingerprint, vocabularySize: tokenizer.vocabularySize,
      manifest: manifest, shardTokens: tokens.shardTokens
    ) { try task.output(Self.shardPath($0)) }
    var order = GlobalOrder(plan: plan, seed: seed)
    while let pick = try order.next({ try corpus[$0.source].document(at: $0) }) {
      var (document, shard, tokens) = try corpus[pick.source].stored(Int(pick.document))
      document.epoch = pick.epoch
      try training.append(tokens, from: shard, of: document)
      try exports.append(tokens, from: shard, of: document)
      if training.documentCount % 1024 == 0 { try task.checkCancellation() }
    }
    try training.finish()
    try exports.finish()
    let validation = try writeValidation(task, tokenizer, manifest)
    for file in tokenizer.files { try put(file.bytes, "tokens/\(file.name)", task) }
    try summarize(plan, training, validation, task)
  }

  private func plan(_ sources: [MixtureSource]) throws -> MixturePlan {
    do {
      return try MixturePlan(sources: sources, settings: mixture)
    } catch {
      throw CommandError("'mixture': \(error)", status: .usage)
    }
  }

  private func writeValidation(
    _ task: TaskContext, _ tokenizer: Tokenizer, _ manifest: TokenShardManifest
  ) throws -> Int {
    let writer = try TokenShardWriter(path: task.output(Self.validationPath), tokenizer: tokenizer)
    let exports = try exports(.validation, tokenizer, task)
    for input in inputs {
      let shard = try TokenShardReader(
        opening: task.run.absolute(TokenizePhase.validationPath(input.ordinal)),
        expecting: tokenizer.fingerprint)
      for ordinal in 0..<shard.documentCount {
        let (document, range) = try shard.document(ordinal)
        try writer.append(range, from: shard, of: document)
        try exports.append(range, from: shard, of: document)
      }
    }
    _ = try writer.finish(manifest)
    try exports.finish()
    return writer.tokenCount
  }

  private func exports(
    _ split: ExchangeFormat.Split, _ tokenizer: Tokenizer, _ task: TaskContext
  ) throws -> TrainerExports {
    try TrainerExports(
      tokens.export, of: split, sources: sources, tokenizer: tokenizer, task: task)
  }

  private func put(_ bytes: [UInt8], _ path: String, _ task: TaskContext) throws {
    let file = try FileWriter(creating: task.output(path))
    try file.write(bytes)
    try file.close()
  }

  /// What the report says about the mixture.
  private struct Summary: Encodable {
    var vocabulary: Int
    var tokenizer: String
    var trainingTokens: Int
    var trainingDocuments: Int
    var validationTokens: Int
    var shards: Int
    var sources: [MixtureTable.Source]
    var notes: [String]
  }

  private func summarize(
    _ plan: MixturePlan, _ training: TokenShardSeries, _ validation: Int, _ task: TaskContext
  ) throws {
    let tokenizer = try self.tokenizer.tokenizer(in: task.run)
    let summary = Summary(
      vocabulary: tokenizer.vocabularySize, tokenizer: tokenizer.fingerprint.description,
      trainingTokens: training.tokenCount, trainingDocuments: training.documentCount,
      validationTokens: validation, shards: training.shardCount,
      sources: plan.shares.map { MixtureTable.Source($0, of: plan) },
      notes: plan.notes)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try put(Array(try encoder.encode(summary)), RunReport.summaryPath(Self.name), task)
  }
}
