extension TransformerPass {
  /// The loss of every target of one sequence, in nats: -log of the probability of the token.
  ///
  /// tokens, targets (T), checked by the caller.
  ///
  /// - Returns: (T) losses.
  func tokenLosses(
    tokens: UnsafePointer<Int32>, targets: UnsafePointer<Int32>
  ) -> [Float] {
    use(1)
    forward(tokens, starts: nil)
    var values: [Float] = []
    values.reserveCapacity(rows)
    forEachHeadChunk { first, count in
      _ = headLoss(first, count, targets, scale: 0)
      values.append(contentsOf: UnsafeBufferPointer(start: losses, count: count))
    }
    return values
  }
}
