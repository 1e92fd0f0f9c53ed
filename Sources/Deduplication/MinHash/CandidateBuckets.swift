import Pipelines

/// Turns buckets, documents with one band key, into edges; fed in (key, document) order.
protocol CandidateBuckets {
  /// Counters about what it met.
  var tally: Tally { get }

  /// Opens the bucket of a key, behind that of a smaller one, with a document of an index.
  mutating func addEarlier(_ document: DocumentID, key: UInt64)

  /// Adds the next document of the run and writes the edges it brings.
  mutating func add(_ document: DocumentID, key: UInt64, to edges: inout EdgeWriter) throws
}

extension CandidateBuckets {
  /// Groups what a run observed with what an index has of the same keys; keys that only the index has are
  /// passed over.
  mutating func group(
    _ observations: SidecarMerge, with earlier: inout IndexedRecords?, to edges: inout EdgeWriter
  ) throws {
    while try observations.advance() {
      let key = observations.key
      try earlier?.forEachDocument(withKey: key) { addEarlier($0, key: key) }
      try add(DocumentID(rawValue: observations.document), key: key, to: &edges)
    }
  }
}
