import Pipelines

/// Turns buckets into unverified edges from the first member to each later one.
///
/// A bucket of m documents gives m − 1; where documents of an index are in it, m from the first of them to
/// all of the run. Constant memory.
struct StarEdges: CandidateBuckets {
  private var key: UInt64?
  private var first = DocumentID(rawValue: 0)
  private var last = DocumentID(rawValue: 0)
  private var size = 0
  /// Counts candidate pairs and buckets.
  private(set) var tally = Tally()

  /// Opens the bucket of a key, behind that of a smaller one, with a document of an index.
  mutating func addEarlier(_ document: DocumentID, key: UInt64) {
    guard key != self.key else { return }
    open(key, with: document)
  }

  private mutating func open(_ key: UInt64, with document: DocumentID) {
    self.key = key
    first = document
    last = document
    size = 1
  }

  /// Adds the next document of the run, in (key, document) order, and writes the edge it brings.
  mutating func add(_ document: DocumentID, key: UInt64, to edges: inout EdgeWriter) throws {
    guard key == self.key else {
      open(key, with: document)
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
