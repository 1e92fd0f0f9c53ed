/// One record of a sidecar.
struct SidecarRecord {
  var key: UInt64
  var document: UInt64
  var payload: UnsafeRawBufferPointer
}

/// Reads the records of one sidecar file whose keys lie in a range, in order; every block is checked
/// before its first record is handed out.
final class SidecarReader {
  /// Read pages are let go of in steps of this many bytes.
  private static let releaseBytes = 1 << 20
  private let file: MappedFile
  private let index: SidecarIndex
  private let range: KeyRange
  private var nextBlock: Int
  /// The part of the current block that is still to be read.
  // Accesses last no longer than a statement: checking them at run time would cost more than they do.
  @exclusivity(unchecked) private var offset: Int
  @exclusivity(unchecked) private var end: Int
  private var releasedEnd: Int
  /// The current record; its payload is valid until the reader is released.
  @exclusivity(unchecked) private(set) var record = SidecarRecord(
    key: 0, document: 0, payload: UnsafeRawBufferPointer(start: nil, count: 0))

  init(opening path: String, range: KeyRange) throws {
    file = try MappedFile(opening: path)
    index = try SidecarIndex(of: file)
    self.range = range
    nextBlock = index.firstBlock(for: range.lower)
    offset = index.offset(of: nextBlock)
    end = offset
    releasedEnd = offset
  }

  /// Steps to the next record of the range; false at its end.
  func advance() throws -> Bool {
    while true {
      let bytes = file.bytes
      let (end, range) = (end, range)
      var start = offset
      while start < end {
        guard let (found, next) = Self.record(in: bytes, from: start, to: end) else {
          throw SidecarError(
            path: file.path, found: "a record at byte \(start) that runs past its block",
            expected: "records up to byte \(end)")
        }
        guard found.key <= range.upper else {
          offset = start
          return false
        }
        start = next
        guard found.key >= range.lower else { continue }
        offset = next
        record = found
        return true
      }
      guard nextBlock < index.count else {
        offset = start
        return false
      }
      try enterBlock()
    }
  }

  private func enterBlock() throws {
    let block = try index.range(of: nextBlock)
    nextBlock += 1
    (offset, end) = (block.lowerBound, block.upperBound)
    // The record that was read last is behind, and its payload has been used.
    if offset - releasedEnd > Self.releaseBytes {
      file.release(releasedEnd..<offset)
      releasedEnd = offset
    }
  }

  /// The record at an offset and where the next one begins, or nil where it runs past the end.
  @inline(__always)
  private static func record(
    in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int
  ) -> (SidecarRecord, next: Int)? {
    guard end - start >= 17 else { return nil }
    var cursor = start + 17
    var length = UInt64(bytes[start + 16])
    if length >= 0x80 {
      length &= 0x7F
      var shift: UInt64 = 7
      while true {
        guard cursor < end, shift < 56 else { return nil }
        let byte = bytes[cursor]
        cursor += 1
        length |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { break }
        shift += 7
      }
    }
    guard length <= UInt64(end - cursor) else { return nil }
    let next = cursor + Int(length)
    return (
      SidecarRecord(
        key: word(bytes, start), document: word(bytes, start + 8),
        payload: UnsafeRawBufferPointer(rebasing: bytes[cursor..<next])), next
    )
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
