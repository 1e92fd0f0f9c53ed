package import Pipelines

/// Writes what a run adds to its index: what the stage observed, without the documents it dropped.
package struct GenerationWriter {
  private let decisions: [String]
  private let firstShard: Int

  /// - Parameters:
  ///   - decisions: the stage's decision files.
  ///   - snapshot: what the run read.
  package init(decisions: [String], after snapshot: IndexSnapshot) {
    self.decisions = decisions
    firstShard = snapshot.shards
  }

  /// Writes the band keys in a range, numbered as documents of the index.
  ///
  /// Memory: a bit per record of the run.
  /// - Throws: `SidecarError`, `FileError`.
  package func writeBands(_ range: KeyRange, of observations: [String], to path: String) throws {
    let dropped = try DroppedDocuments(SidecarMerge(paths: decisions, range: .all))
    let merge = try SidecarMerge(paths: observations, range: range)
    let file = try SidecarFileWriter(creating: path)
    let nothing = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    while try merge.advance() {
      let document = DocumentID(rawValue: merge.document)
      if dropped.contains(document) { continue }
      let indexed = DocumentID(indexedShard: firstShard + document.input, record: document.record)
      try file.append(key: merge.key, document: indexed.rawValue, payload: nothing)
    }
    try file.finish()
  }

  /// Writes the sketches of an input's documents that have shingles.
  /// - Returns: their number.
  /// - Throws: `SidecarError`, `FileError`, and `DeduplicationError` for bytes of another layout.
  package func writeTable(
    ofInput input: InputShard, of observations: String, to path: String
  ) throws -> Int {
    let dropped = try DroppedDocuments(
      SidecarMerge(paths: decisions, range: .documents(ofInput: input.ordinal)))
    let file = try DocumentTableWriter(creating: path)
    var count = 0
    try DocumentTables(paths: [observations]).forEachDocument(ofInput: 0) { document, bytes in
      guard let parts = SketchEntry.parts(of: bytes), let sketch = ShingleSketch(parts.sketch)
      else {
        throw DeduplicationError(
          problem: .missingSketch, document: input.printedIdentity(record: document.record))
      }
      let own = DocumentID(input: input.ordinal, record: document.record)
      guard sketch.count > 0, !dropped.contains(own) else { return }
      try file.append(document, bytes.assumingMemoryBound(to: UInt8.self).span)
      count += 1
    }
    try file.finish()
    return count
  }
}

/// The documents that decisions drop: a bit per record up to the last dropped one of its input.
private struct DroppedDocuments {
  private var bits: [Int: ContiguousArray<UInt64>] = [:]

  init(_ decisions: SidecarMerge) throws {
    while try decisions.advance() {
      let document = DocumentID(rawValue: decisions.key)
      guard let decision = ClusterDecision(decisions.payload) else {
        throw DeduplicationError(
          problem: .unreadableRecord(bytes: decisions.payload.count),
          document: "input \(document.input), record \(document.record + 1)")
      }
      if decision.survivor != document { insert(document) }
    }
  }

  private mutating func insert(_ document: DocumentID) {
    let word = document.record / 64
    var words = bits.removeValue(forKey: document.input) ?? []
    if words.count <= word {
      words.append(contentsOf: repeatElement(0, count: word + 1 - words.count))
    }
    words[word] |= 1 << UInt64(document.record % 64)
    bits[document.input] = words
  }

  func contains(_ document: DocumentID) -> Bool {
    let word = document.record / 64
    guard let words = bits[document.input], word < words.count else { return false }
    return words[word] & 1 << UInt64(document.record % 64) != 0
  }
}
