import Pipelines

/// Checks candidates against the shingle sets in the observe tables and in the index.
struct Verifier {
  let tables: DocumentTables
  let inputs: [InputShard]
  /// What earlier runs kept; nil for a stage without an index.
  let index: IndexReader?
  /// The Jaccard similarity from which two documents count as duplicates.
  let minimumSimilarity: Double
  /// The share of a document's shingles from which it counts as a part of another; nil for none.
  let minimumContainment: Double?
  let sketchSize: Int

  /// The edge between two documents when they are similar enough or one contains the other, else nil.
  /// - Throws: `DeduplicationError` when one of them has no sketch.
  func edge(of first: DocumentID, and second: DocumentID) throws -> SimilarityEdge? {
    try withSketch(of: first) { left in
      try withSketch(of: second) { right in
        if let similarity = similarity(left, right) {
          return SimilarityEdge(first, second, similarity: similarity)
        }
        guard containment(of: left, in: right) != nil || containment(of: right, in: left) != nil
        else { return nil }
        return SimilarityEdge(first, second, similarity: SimilarityEdge.containment)
      }
    }
  }

  /// Why a document is a duplicate of a survivor; nil when it is none.
  /// - Throws: `DeduplicationError` when one of them has no sketch.
  func match(of document: DocumentID, with survivor: DocumentID) throws -> DuplicateMatch? {
    try withSketch(of: document) { left in
      try withSketch(of: survivor) { right in
        if let similarity = similarity(left, right) { return DuplicateMatch(value: similarity) }
        return containment(of: left, in: right).map {
          DuplicateMatch(value: $0, isContainment: true)
        }
      }
    }
  }

  private func similarity(_ left: ShingleSketch, _ right: ShingleSketch) -> Double? {
    left.similarity(to: right, atLeast: minimumSimilarity, sketchSize: sketchSize)
  }

  private func containment(of part: ShingleSketch, in whole: ShingleSketch) -> Double? {
    minimumContainment.flatMap { part.containment(in: whole, atLeast: $0) }
  }

  /// The Jaccard similarity of two documents, however low.
  /// - Throws: `DeduplicationError` when one of them has no sketch.
  func anySimilarity(of first: DocumentID, and second: DocumentID) throws -> Double {
    try withSketch(of: first) { left in
      try withSketch(of: second) { right in
        left.similarity(to: right, atLeast: 0, sketchSize: sketchSize) ?? 0
      }
    }
  }

  /// Calls `body` with a document's sketch.
  /// - Throws: `DeduplicationError` when it has none.
  func withSketch<Result>(
    of document: DocumentID, _ body: (ShingleSketch) throws -> Result
  ) throws -> Result {
    func read(_ bytes: UnsafeRawBufferPointer) throws -> Result? {
      // Only a stage with an index has ids behind its sketches.
      let sketch = index == nil ? bytes : SketchEntry.parts(of: bytes)?.sketch
      return try sketch.flatMap { ShingleSketch($0) }.map(body)
    }
    let result =
      document.isIndexed
      ? try index?.withEntry(of: document, read) : try tables.withBytes(of: document, read)
    guard let result, let found = result else {
      throw DeduplicationError(problem: .missingSketch, document: printedIdentity(of: document))
    }
    return found
  }

  /// `source/shard:record`, for messages.
  func printedIdentity(of document: DocumentID) -> String {
    guard document.isIndexed, let index else { return inputs.printedIdentity(of: document) }
    return index.printedIdentity(of: document)
  }
}
