import Model
import Pipelines
import Tokens
import Training

/// Trains the proxy model on the run's token shards.
struct TrainPhase: PhaseBody {
  static let name = "train"
  static let checkpoint = "checkpoint"
  /// Validation rows at most: enough for a steady figure, few enough to be cheap.
  static let maximumValidationRows = 256

  let tokenizer: TokenizerProvider
  let settings: TrainingSettings
  /// Folder of the token shards; nil for this run's own.
  let tokensFolder: String?
  let sequenceLength: Int
  let seed: UInt64
  let fingerprint: String

  func run(_ task: TaskContext) throws {
    let tokenizer = try self.tokenizer.tokenizer(in: task.run)
    let folder = tokensFolder ?? task.run.absolute("tokens")
    let shards = try filesBelow(folder)
      .filter { $0.hasPrefix("train-") && $0.hasSuffix(".tokens") }
      .map {
        try TokenShardReader(opening: folder + "/" + $0, expecting: tokenizer.fingerprint)
      }
    let sequences = try TokenSequences(shards, length: sequenceLength)
    guard sequences.count > 0 else {
      throw CommandError(
        "the run has \(sequences.tokenCount) training tokens, too few for one sequence of "
          + "\(sequenceLength); keep more documents or lower tokens.sequenceLength")
    }
    let model = try Transformer(
      configuration: settings.model.configuration(
        vocabularySize: tokenizer.vocabularySize, contextLength: sequenceLength,
        endOfTextToken: tokenizer.endOfText.map { Int($0) }), seed: settings.seed)
    let training = ModelTraining(
      task: task, checkpoint: Self.checkpoint, tokenizer: tokenizer,
      tokenizerJSON: try self.tokenizer.tokenizerJSON(in: task.run))
    try training.run(
      model, settings,
      SequenceRows(
        sequences, batchRows: settings.batchRows, seed: seed, fingerprint: fingerprint),
      validation: try validation(folder, tokenizer),
      prompt: "")
  }

  /// The validation set beside the training shards; nil when it is shorter than one sequence.
  private func validation(_ folder: String, _ tokenizer: Tokenizer) throws -> ValidationSet? {
    let shard = try TokenShardReader(
      opening: folder + "/" + MixPhase.validationName, expecting: tokenizer.fingerprint)
    let sequences = try TokenSequences([shard], length: sequenceLength)
    let rows = min(sequences.count, Self.maximumValidationRows)
    guard rows > 0 else { return nil }
    var bytes = 0
    var tokens = ContiguousArray<UInt32>()
    var trained = ContiguousArray<Bool>()
    for row in 0..<rows {
      try sequences.read(row, into: &tokens, trained: &trained)
      let targets = tokens.dropFirst().filter { $0 != tokenizer.endOfText }
      bytes += try tokenizer.decode(Array(targets).span).count
    }
    return ValidationSet(
      source: ValidationRows(sequences: sequences, fingerprint: fingerprint), rows: rows,
      textBytes: bytes)
  }
}
