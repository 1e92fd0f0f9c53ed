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
    var cursor = BlockCursor(file)
    var block = -1
    var documents: ContiguousArray<UInt32> = []
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
          try cursor.takeDocuments(into: &documents)
          try body(position, documents)
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

/// The entries of one block, one after another.
private struct BlockCursor {
  private let file: MappedFile
  private var offset = 0
  private var end = 0
  /// The key of the entry before, or of the block's first.
  private var lastKey: UInt64 = 0
  /// The entry at hand: its key, its first word, and where what follows stands; nil before it is read.
  private var entry: (key: UInt64, word: UInt64, next: Int)?

  init(_ file: MappedFile) { self.file = file }

  mutating func enter(_ range: Range<Int>, firstKey: UInt64) {
    (offset, end, lastKey, entry) = (range.lowerBound, range.upperBound, firstKey, nil)
  }

  /// The key of the entry at hand; nil behind the last.
  mutating func key() throws -> UInt64? {
    if let entry { return entry.key }
    guard offset < end else { return nil }
    var next = offset
    let word = try number(at: &next)
    let (key, overflows) = lastKey.addingReportingOverflow(word >> 1)
    guard !overflows else { throw malformed }
    entry = (key, word, next)
    return key
  }

  /// Passes the entry at hand over.
  mutating func skip() throws { _ = try body() }

  /// Replaces `documents` by those of the entry at hand, and passes it over.
  mutating func takeDocuments(into documents: inout ContiguousArray<UInt32>) throws {
    documents.removeAll(keepingCapacity: true)
    var range = try body()
    var document: UInt64 = 0
    while range.lowerBound < range.upperBound {
      var next = range.lowerBound
      let (sum, overflows) = document.addingReportingOverflow(try number(at: &next))
      guard !overflows, sum <= UInt64(UInt32.max), next <= range.upperBound else { throw malformed }
      document = sum
      documents.append(UInt32(document))
      range = next..<range.upperBound
    }
  }

  /// The bytes of the documents of the entry at hand, which is passed over.
  private mutating func body() throws -> Range<Int> {
    guard let current = entry else { return offset..<offset }
    var next = current.next
    var start = next
    let value = try number(at: &next)
    if current.word & 1 == 1 {
      guard value <= UInt64(end - next) else { throw malformed }
      start = next
      next += Int(value)
    }
    lastKey = current.key
    offset = next
    entry = nil
    return start..<next
  }

  private func number(at offset: inout Int) throws -> UInt64 {
    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[..<end])
    guard let value = bytes.leb128(at: &offset) else { throw malformed }
    return value
  }

  private var malformed: CorpusIndexError {
    CorpusIndexError.damaged(
      file.path, found: "an entry at byte \(offset) that runs past its block",
      expected: "entries up to byte \(end)")
  }
}
