/// Tells how probable a model holds the tokens of sequences, each given those before it.
///
/// Memory: one evaluating pass over at most the model's context. Not to be used from two threads at once.
public final class SequenceScoring {
  public let model: Transformer
  /// The pass over sequences of the last length, kept for the next of that length.
  private var pass: TransformerPass?

  public init(_ model: Transformer) { self.model = model }

  /// The natural logarithms of the probabilities of tokens 1 … n-1, each given those before it.
  ///
  /// A sequence longer than the model's context goes through in windows that overlap by half: each token
  /// is given at least half a context before it.
  ///
  /// - Parameter tokens: n tokens, of which the first is given.
  /// - Returns: n - 1 values, none above 0 by more than rounding; none for fewer than two tokens.
  /// - Throws: `ModelError` for a token that the vocabulary does not have, or when there is no memory.
  public func logProbabilities(of tokens: [Int32]) throws -> [Float] {
    guard tokens.count > 1 else { return [] }
    try model.check(tokens)
    let length = min(tokens.count - 1, model.configuration.contextLength)
    let pass = try pass(over: length)
    let step = max(1, length / 2)
    var values: [Float] = []
    values.reserveCapacity(tokens.count - 1)
    tokens.withUnsafeBufferPointer { all in
      guard let base = all.baseAddress else { return }
      while values.count < all.count - 1 {
        let next = values.isEmpty ? 0 : values.count + step - length
        let start = min(next, all.count - 1 - length)
        let losses = pass.tokenLosses(tokens: base + start, targets: base + start + 1)
        values.append(contentsOf: losses.dropFirst(values.count - start).lazy.map { -$0 })
      }
    }
    return values
  }

  private func pass(over length: Int) throws -> TransformerPass {
    if let pass, pass.sequenceLength == length { return pass }
    // The memory of the pass before is given back first.
    pass = nil
    let made = try TransformerPass(
      model: model, sequences: 1, sequenceLength: length, precision: .fp32, training: false)
    pass = made
    return made
  }
}
