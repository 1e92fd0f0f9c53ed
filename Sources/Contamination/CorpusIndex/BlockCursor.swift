import Pipelines

/// The entries of one block, one after another.
struct BlockCursor {
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

  /// Passes the entry at hand over, and returns the bytes that its documents take.
  @discardableResult
  mutating func skip() throws -> Int { try body().count }

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
