import Pipelines

/// Checks candidates against the shingle sets in the observe tables.
struct Verifier {
  let tables: DocumentTables
  let inputs: [InputShard]
  /// The Jaccard similarity from which two documents count as duplicates.
  let minimumSimilarity: Double
  let sketchSize: Int

  /// The Jaccard similarity of two documents, or nil when it is below the minimum.
  /// - Throws: `DeduplicationError` when one of them has no sketch.
  func similarity(of first: DocumentID, and second: DocumentID) throws -> Double? {
    try withSketch(of: first) { left in
      try withSketch(of: second) { right in
        left.similarity(to: right, atLeast: minimumSimilarity, sketchSize: sketchSize)
      }
    }
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
    let result = try tables.withBytes(of: document) { bytes -> Result? in
      guard let sketch = ShingleSketch(bytes) else { return nil }
      return try body(sketch)
    }
    guard let result, let found = result else {
      throw DeduplicationError(
        problem: .missingSketch, document: inputs.printedIdentity(of: document))
    }
    return found
  }
}
