import Model
import Pipelines
import Text
import Tokens
import Training

/// Trains the proxy model on the run's token shards, or on several finished sets blended by weight.
struct TrainPhase: PhaseBody {
  static let name = "train"
  static let checkpoint = "checkpoint"
  /// Validation rows at most: enough for a steady figure, few enough to be cheap.
  static let maximumValidationRows = 256

  let tokenizer: TokenizerProvider
  let settings: TrainingSettings
  /// Finished token shards; nil for this run's own.
  let from: TokenSets?
  let mixture: MixtureSettings
  let sequenceLength: Int
  let packing: Packing
  let masksDocuments: Bool
  let seed: UInt64
  let fingerprint: String

  func run(_ task: TaskContext) throws {
    let tokenizer = try self.tokenizer.tokenizer(in: task.run)
    let sets = try (from ?? .one(task.run.absolute("tokens"))).sets.map {
      try TokenSet(name: $0.name, folder: $0.folder, expecting: tokenizer.fingerprint)
    }
    let packed = try sets.map {
      try packing.rows(
        of: $0.training, length: sequenceLength, separatesDocuments: masksDocuments)
    }
    for (set, rows) in zip(sets, packed) where rows.count == 0 {
      throw CommandError(
        "\(set.name.isEmpty ? "the run" : "the set '\(set.name)'") has \(rows.report().tokens) "
          + "training tokens, too few for one sequence of \(sequenceLength); keep more documents or "
          + "lower tokens.sequenceLength")
    }
    let model = try Transformer(
      configuration: settings.model.configuration(
        vocabularySize: tokenizer.vocabularySize, contextLength: sequenceLength,
        endOfTextToken: tokenizer.endOfText.map { Int($0) }), seed: settings.seed)
    let training = ModelTraining(
      task: task, checkpoint: Self.checkpoint, tokenizer: tokenizer)
    try training.run(
      model, settings, try rows(sets, packed, task), validation: try validation(sets, tokenizer),
      prompt: SamplePrompt(tokenizer: tokenizer),
      packing: PackingSummary(packing, packed.reduce(into: PackingReport()) { $0 += $1.report() }))
  }

  /// The rows of the only set, or of all blended as the mixture is planned.
  private func rows(
    _ sets: [TokenSet], _ packed: [any TokenRows], _ task: TaskContext
  ) throws -> any BatchSource {
    let rows = zip(sets, packed).map { set, rows in
      SequenceRows(
        rows, batchRows: settings.batchRows,
        seed: set.name.isEmpty ? seed : StableHash.hash64(set.name, seed: seed),
        fingerprint: fingerprint)
    }
    guard let from, !from.names.isEmpty else { return rows[0] }
    let plan = try MixtureTable.plan(
      sets, mixture, for: settings, sequenceLength: sequenceLength)
    task.note(MixtureTable.short(plan))
    // Weights as they were asked for are met exactly; tokens only where a limit has changed them.
    let isCapped = plan.shares.contains(where: \.isCapped)
    let weights = plan.shares.map { isCapped ? Double($0.tokens) : $0.askedFraction }
    return MixedRows(
      rows, blending: RowBlending(weights: weights),
      batchRows: settings.batchRows, sequenceLength: sequenceLength, fingerprint: fingerprint)
  }

  /// The validation sets beside the training shards; nil when all are shorter than one sequence.
  ///
  /// Several sets share the rows evenly and are judged together. Whatever the packing of training,
  /// they are joined and cut, so that losses compare across packings.
  private func validation(_ sets: [TokenSet], _ tokenizer: Tokenizer) throws -> ValidationSet? {
    var joined: [(rows: any BatchSource, count: Int)] = []
    var bytes = 0
    for set in sets {
      let shard = try set.validation(expecting: tokenizer.fingerprint)
      let sequences = try TokenSequences(
        [shard], length: sequenceLength, separatesDocuments: masksDocuments)
      let rows = min(sequences.count, max(1, Self.maximumValidationRows / sets.count))
      guard rows > 0 else { continue }
      bytes += try textBytes(of: sequences, rows: rows, tokenizer)
      joined.append((ValidationRows(sequences: sequences, fingerprint: fingerprint), rows))
    }
    guard !joined.isEmpty else { return nil }
    return ValidationSet(
      source: JoinedRows(sets: joined, sequenceLength: sequenceLength, fingerprint: fingerprint),
      rows: joined.reduce(0) { $0 + $1.count }, textBytes: bytes)
  }

  private func textBytes(
    of sequences: TokenSequences, rows: Int, _ tokenizer: Tokenizer
  ) throws -> Int {
    var targets: [UInt32] = []
    var row = TokenRow()
    for ordinal in 0..<rows {
      try sequences.read(ordinal, into: &row)
      for place in row.tokens.indices.dropFirst()
      where row.trained[place] && row.tokens[place] != tokenizer.endOfText {
        targets.append(row.tokens[place])
      }
    }
    return try tokenizer.decode(targets.span).count
  }
}
