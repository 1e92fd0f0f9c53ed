import Pipelines
import Text

/// Looks keys up in a file of postings; the layout stands in `PostingsFormat.swift`.
///
/// The file is mapped; a look-up reads the block that may hold the key, after a check of its checksum.
package final class PostingsReader: Sendable {
  private let file: MappedFile
  private let indexStart: Int
  private let blockCount: Int
  /// Bits of a key.
  let keyBits: Int
  /// Pairs of key and document.
  package let count: Int

  /// Opens a file and checks footer and index.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - hash: the hash its footer must have.
  /// - Throws: `CorpusIndexError`, `FileError`.
  package init(opening path: String, hash: String) throws {
    let file = try MappedFile(opening: path)
    let footer = file.bytes.count - PostingsFormat.footerBytes
    guard footer >= PostingsFormat.headerBytes,
      file.integer(at: 0, as: UInt32.self) == PostingsFormat.magic,
      file.integer(at: footer + 52, as: UInt32.self) == PostingsFormat.endMagic
    else {
      throw CorpusIndexError.damaged(
        path, found: "\(file.bytes.count) bytes without the marks of finished postings",
        expected: "a file that begins with SLCP and ends with PCLS")
    }
    for offset in [4, footer + 48] {
      let version = file.integer(at: offset, as: UInt32.self)
      guard version == PostingsFormat.version else {
        throw CorpusIndexError.damaged(
          path, found: "version \(version)", expected: "version \(PostingsFormat.version)")
      }
    }
    let bits = file.integer(at: footer, as: UInt64.self)
    let start = file.integer(at: footer + 16, as: UInt64.self)
    let blocks = file.integer(at: footer + 24, as: UInt64.self)
    guard (1...64).contains(bits), start >= UInt64(PostingsFormat.headerBytes),
      start <= UInt64(footer), case let indexBytes = UInt64(footer) - start,
      indexBytes % UInt64(PostingsFormat.indexEntryBytes) == 0,
      indexBytes / UInt64(PostingsFormat.indexEntryBytes) == blocks
    else {
      throw CorpusIndexError.damaged(
        path, found: "\(blocks) blocks with an index at byte \(start)",
        expected: "an index that fills the space before the footer")
    }
    var hasher = StreamingHash128()
    hasher.update(UnsafeRawBufferPointer(rebasing: file.bytes[Int(start)..<footer + 32]))
    let computed = hasher.finalized()
    let stored = Hash128(
      high: file.integer(at: footer + 32), low: file.integer(at: footer + 40))
    guard computed == stored, stored.description == hash else {
      throw CorpusIndexError.damaged(
        path, found: "hash \(computed), with \(stored) in the footer", expected: hash)
    }
    self.file = file
    indexStart = Int(start)
    blockCount = Int(blocks)
    keyBits = Int(bits)
    count = Int(clamping: file.integer(at: footer + 8, as: UInt64.self))
  }

  /// Calls `body` with the documents of every key that some document has.
  ///
  /// A key with many documents comes several times in a row, its documents ascending.
  ///
  /// - Parameters:
  ///   - keys: ascending, each once; their leading `keyBits` bits count, and the others are 0.
  ///   - body: takes a key's position in `keys` and documents.
  /// - Throws: `CorpusIndexError` for a block that is not what was written, and what `body` throws.
  package func forEachList(
    of keys: ContiguousArray<UInt64>, _ body: (Int, ContiguousArray<UInt32>) throws -> Void
  ) throws {
    var documents: ContiguousArray<UInt32> = []
    try forEachEntry(of: keys) { position, cursor in
      try cursor.takeDocuments(into: &documents)
      try body(position, documents)
    }
  }

  /// The bytes that the documents of each key take in the file: 0 for a key that no document has.
  ///
  /// A document takes one to five of them.
  ///
  /// - Parameter keys: as for `forEachList`.
  /// - Returns: a number for each key.
  /// - Throws: `CorpusIndexError` for a block that is not what was written.
  package func listBytes(of keys: ContiguousArray<UInt64>) throws -> [Int] {
    var bytes = [Int](repeating: 0, count: keys.count)
    try forEachEntry(of: keys) { position, cursor in bytes[position] += try cursor.skip() }
    return bytes
  }

  /// Calls `body` with a cursor at each entry of the keys; it takes the entry or passes it over.
  private func forEachEntry(
    of keys: ContiguousArray<UInt64>, _ body: (Int, inout BlockCursor) throws -> Void
  ) throws {
    var cursor = BlockCursor(file)
    var block = -1
    for (position, wide) in keys.enumerated() {
      let key = wide >> UInt64(64 - keyBits)
      let first = firstBlock(for: key)
      if first > block {
        block = first
        try enter(block, &cursor)
      }
      while block < blockCount {
        while let entryKey = try cursor.key(), entryKey < key { try cursor.skip() }
        if let entryKey = try cursor.key() {
          guard entryKey == key else { break }
          try body(position, &cursor)
        } else {
          block += 1
          if block < blockCount { try enter(block, &cursor) }
        }
      }
    }
  }

  /// The last block whose first key is below a key: the first that may hold it.
  private func firstBlock(for key: UInt64) -> Int {
    var low = 0
    var high = blockCount
    while low < high {
      let middle = (low + high) / 2
      if field(0, of: middle) < key { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

  private func enter(_ block: Int, _ cursor: inout BlockCursor) throws {
    guard block < blockCount else { return }
    let start = field(1, of: block)
    let end = block + 1 < blockCount ? field(1, of: block + 1) : UInt64(indexStart)
    guard start >= UInt64(PostingsFormat.headerBytes), start < end, end <= UInt64(indexStart),
      case let range = Int(start)..<Int(end),
      StableHash.checksum64(
        UnsafeRawBufferPointer(rebasing: file.bytes[range]).assumingMemoryBound(to: UInt8.self))
        == field(2, of: block)
    else {
      throw CorpusIndexError.damaged(
        file.path, found: "other bytes from byte \(start) to \(end)",
        expected: "a block with the checksum of the index")
    }
    cursor.enter(range, firstKey: field(0, of: block))
  }

  private func field(_ field: Int, of block: Int) -> UInt64 {
    file.integer(at: indexStart + PostingsFormat.indexEntryBytes * block + 8 * field)
  }
}
