extension ShingleSketch {
  /// Hashes that an estimated containment rests on at least: a standard error of 0.05 at 0.85.
  package static let minimumSample = 50

  /// The share of this document's distinct shingles that another has as well, or nil when it is below a
  /// minimum or cannot be told.
  ///
  /// Exact when both sketches are complete. Otherwise both hold every hash up to the smaller of their
  /// largest ones, and the share is taken of this document's hashes up to there: about count × 4096 / n
  /// of them beside a document of n shingles, at the default sketch size. Fewer than `minimumSample`
  /// cannot tell. Costs a merge of the two lists that stops when the minimum is out of reach.
  package func containment(in other: ShingleSketch, atLeast minimum: Double) -> Double? {
    guard count > 0, other.count > 0 else { return nil }
    let isExact = isComplete && other.isComplete
    let limit = min(
      isComplete ? UInt32.max : self[count - 1],
      other.isComplete ? UInt32.max : other[other.count - 1])
    let maximumMissing = Int(Double(count) * (1 - minimum)) + 1
    var compared = 0
    var common = 0
    var position = 0
    while compared < count, self[compared] <= limit {
      let hash = self[compared]
      while position < other.count, other[position] < hash { position &+= 1 }
      if position < other.count, other[position] == hash { common &+= 1 }
      compared &+= 1
      if compared &- common > maximumMissing { return nil }
    }
    guard compared > 0, isExact || compared >= Self.minimumSample else { return nil }
    let share = Double(common) / Double(compared)
    return share >= minimum ? share : nil
  }
}
