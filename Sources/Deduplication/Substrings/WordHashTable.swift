import Pipelines
import Text

/// The hashes of all words of a document, in the observe table: what windows are compared by.
///
/// 8 bytes per word, `WordHash` of its bytes as they stand.
struct WordHashTable {
  let tables: DocumentTables
  let inputs: [InputShard]
  /// Documents whose bytes were checked: a long one is looked up for each of its fingerprints.
  private var checked: Set<DocumentID> = []
  private static let documentsRemembered = 1 << 16

  init(tables: DocumentTables, inputs: [InputShard]) {
    self.tables = tables
    self.inputs = inputs
  }

  /// Calls `body` with the hashes of the words of a range; they are not checked unless `verifying`.
  /// - Throws: `DeduplicationError` when the document has no such words in the table.
  func withHashes<Result>(
    of document: DocumentID, _ words: Range<Int>, verifying: Bool = false,
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    let result = try tables.withBytes(of: document, verifying: verifying) { bytes -> Result? in
      guard words.upperBound <= bytes.count / 8 else { return nil }
      return try body(
        UnsafeRawBufferPointer(rebasing: bytes[8 * words.lowerBound..<8 * words.upperBound]))
    }
    guard let result, let found = result else {
      throw DeduplicationError(
        problem: .missingWords, document: inputs.printedIdentity(of: document))
    }
    return found
  }

  /// Replaces `hashes` by those of a range of words, checking the document unless it was lately.
  mutating func read(
    _ words: Range<Int>, of document: DocumentID, into hashes: inout ContiguousArray<UInt64>
  ) throws {
    hashes.removeAll(keepingCapacity: true)
    if checked.count == Self.documentsRemembered { checked.removeAll(keepingCapacity: true) }
    let isNew = checked.insert(document).inserted
    try withHashes(of: document, words, verifying: isNew) { bytes in
      for offset in stride(from: 0, to: bytes.count, by: 8) {
        hashes.append(
          UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      }
    }
  }

  /// Replaces `bytes` by the table bytes of a document's words.
  static func encode(_ hashes: ContiguousArray<UInt64>, into bytes: inout [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: repeatElement(0, count: 8 * hashes.count))
    bytes.withUnsafeMutableBytes { bytes in
      for (index, hash) in hashes.enumerated() {
        bytes.storeBytes(of: hash.littleEndian, toByteOffset: 8 * index, as: UInt64.self)
      }
    }
  }
}
