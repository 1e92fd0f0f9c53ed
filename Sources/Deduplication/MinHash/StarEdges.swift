import Pipelines

/// Turns buckets into unverified edges from the first member to each later one.
///
/// A bucket of m documents gives m − 1. Constant memory.
struct StarEdges {
  private var key: UInt64?
  private var first = DocumentID(rawValue: 0)
  private var last = DocumentID(rawValue: 0)
  private var size = 0
  /// Counts candidate pairs and buckets.
  private(set) var tally = Tally()

  /// Adds the next document, in (key, document) order, and writes the edge it brings.
  mutating func add(_ document: DocumentID, key: UInt64, to edges: inout EdgeWriter) throws {
    guard key == self.key else {
      self.key = key
      first = document
      last = document
      size = 1
      return
    }
    guard document != last else { return }
    last = document
    size += 1
    if size == 2 { tally.add("buckets") }
    tally.add("candidatePairs")
    try edges.write(SimilarityEdge(first, document, similarity: 0))
  }
}
