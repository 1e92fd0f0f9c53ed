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
    var training = ModelTraining(
      task: task, checkpoint: Self.checkpoint, tokenizer: tokenizer)
    let plan = try mixturePlan(sets)
    let validation = try validationSets(sets, tokenizer)
    if let plan {
      task.note(MixtureTable.short(plan))
      training.mixture = MixtureTable.Summary(plan, isEstimated: false)
      training.validationBySet = validation
    }
    try training.run(
      model, settings, rows(sets, packed, plan), validation: joined(validation.map(\.set)),
      prompt: SamplePrompt(tokenizer: tokenizer),
      packing: PackingSummary(packing, packed.reduce(into: PackingReport()) { $0 += $1.report() }))
  }

  /// How named sets are mixed; nil for a run's own tokens or a single folder.
  private func mixturePlan(_ sets: [TokenSet]) throws -> MixturePlan? {
    guard let from, !from.names.isEmpty else { return nil }
    return try MixtureTable.plan(sets, mixture, for: settings, sequenceLength: sequenceLength)
  }

  /// The rows of the only set, or of all blended as the mixture is planned.
  private func rows(
    _ sets: [TokenSet], _ packed: [any TokenRows], _ plan: MixturePlan?
  ) -> any BatchSource {
    let rows = zip(sets, packed).map { set, rows in
      SequenceRows(
        rows, batchRows: settings.batchRows,
        seed: set.name.isEmpty ? seed : StableHash.hash64(set.name, seed: seed),
        fingerprint: fingerprint)
    }
    guard let plan else { return rows[0] }
    // Weights as they were asked for are met exactly; tokens only where a limit has changed them.
    let isCapped = plan.shares.contains(where: \.isCapped)
    let weights = plan.shares.map { isCapped ? Double($0.tokens) : $0.askedFraction }
    return MixedRows(
      rows, blending: RowBlending(weights: weights),
      batchRows: settings.batchRows, sequenceLength: sequenceLength, fingerprint: fingerprint)
  }

  /// The validation rows beside the training shards of each set that has any.
  ///
  /// Several sets share the rows evenly. Whatever the packing of training, they are joined and cut, so
  /// that losses compare across packings.
  private func validationSets(
    _ sets: [TokenSet], _ tokenizer: Tokenizer
  ) throws -> [(name: String, set: ValidationSet)] {
    var found: [(name: String, set: ValidationSet)] = []
    for set in sets {
      let shard = try set.validation(expecting: tokenizer.fingerprint)
      let sequences = try TokenSequences(
        [shard], length: sequenceLength, separatesDocuments: masksDocuments)
      let rows = min(sequences.count, max(1, Self.maximumValidationRows / sets.count))
      guard rows > 0 else { continue }
      let source = ValidationRows(sequences: sequences, fingerprint: fingerprint)
      let bytes = try textBytes(of: sequences, rows: rows, tokenizer)
      found.append((set.name, ValidationSet(source: source, rows: rows, textBytes: bytes)))
    }
    return found
  }

  /// The validation rows of all sets as one; nil when there are none.
  private func joined(_ sets: [ValidationSet]) -> ValidationSet? {
    guard sets.count > 1 else { return sets.first }
    return ValidationSet(
      source: JoinedRows(
        sets: sets.map { ($0.source, $0.rows) }, sequenceLength: sequenceLength,
        fingerprint: fingerprint),
      rows: sets.reduce(0) { $0 + $1.rows }, textBytes: sets.reduce(0) { $0 + ($1.textBytes ?? 0) })
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
