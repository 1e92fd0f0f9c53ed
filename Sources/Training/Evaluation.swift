import Glibc
public import Model

/// How well a model predicts fixed rows.
public struct EvaluationResult: Hashable, Sendable {
  /// Mean loss of a counted target, in nats.
  public let loss: Double
  /// Targets that counted.
  public let targets: Int
  /// Bytes of their text, where known.
  public let textBytes: Int?

  public var perplexity: Double { exp(loss) }

  /// loss · targets / (ln 2 · bytes): the only one of the three that compares across tokenizers.
  public var bitsPerByte: Double? {
    guard let textBytes, textBytes > 0 else { return nil }
    return loss * Double(targets) / (log(2) * Double(textBytes))
  }
}

extension ValidationSet {
  /// Judges a model on the set; every target weighs the same, whatever row it is in.
  ///
  /// - Parameters:
  ///   - model: to be judged.
  ///   - rowsAtOnce: rows that go through the model together: a bound on memory.
  ///   - precision: of the matrix products.
  /// - Returns: the mean loss and what it was taken over.
  /// - Throws: `TrainingError` when no target counts, `ModelError`, and whatever the source throws.
  public func evaluate(
    _ model: Transformer, rowsAtOnce: Int = 8, precision: Precision = .auto
  ) throws -> EvaluationResult {
    let pass = try TransformerPass(
      model: model, sequences: max(1, min(rowsAtOnce, rows)),
      sequenceLength: source.sequenceLength, precision: precision.resolved(), training: false)
    return try evaluate(model, pass)
  }

  /// With a pass whose memory is kept between evaluations.
  func evaluate(_ model: Transformer, _ pass: TransformerPass) throws -> EvaluationResult {
    var total = 0.0
    var targets = 0
    for first in stride(from: 0, to: rows, by: pass.sequences) {
      let batch = try Batch(
        source, step: 0, rows: first..<min(first + pass.sequences, rows), model: model)
      let part = batch.part(0..<batch.rows)
      total += pass.loss(
        tokens: part.inputs, targets: part.targets, starts: part.starts, sequences: part.rows)
      targets += batch.targetCount
    }
    guard targets > 0 else {
      throw TrainingError(.data, at: "validation", "found no target that counts in \(rows) rows")
    }
    return EvaluationResult(loss: total / Double(targets), targets: targets, textBytes: textBytes)
  }
}
