import Text

/// One record of a sidecar.
struct SidecarRecord {
  var key: UInt64
  var document: UInt64
  var payload: UnsafeRawBufferPointer
}

/// Reads the records of one sidecar file whose keys lie in a range, in order.
final class SidecarReader {
  private let file: MappedFile
  private let range: KeyRange
  private var offset: Int
  private let end: Int
  /// Read pages are let go of in steps of this many bytes.
  private static let releaseBytes = 1 << 20
  private var releasedEnd = 0
  /// The current record; its payload is valid until the reader is released.
  private(set) var record = SidecarRecord(
    key: 0, document: 0, payload: UnsafeRawBufferPointer(start: nil, count: 0))

  /// `verifying`: whether the checksum over the whole file is computed first.
  init(opening path: String, range: KeyRange, verifying: Bool = false) throws {
    let file = try MappedFile(opening: path)
    self.file = file
    self.range = range
    let footer = file.bytes.count - SidecarFormat.footerBytes
    guard footer >= SidecarFormat.headerBytes,
      file.integer(at: 0, as: UInt32.self) == SidecarFormat.magic,
      file.integer(at: footer + 44, as: UInt32.self) == SidecarFormat.endMagic
    else {
      throw SidecarError(
        path: path, found: "\(file.bytes.count) bytes without the marks of a finished sidecar",
        expected: "a sidecar that begins with SLSC and ends with CSLS")
    }
    let version = file.integer(at: 4, as: UInt32.self)
    guard version == SidecarFormat.version else {
      throw SidecarError(path: path, found: "version \(version)", expected: "version 1")
    }
    let indexOffset = file.integer(at: footer + 8, as: UInt64.self)
    let indexCount = file.integer(at: footer + 16, as: UInt64.self)
    guard indexOffset >= UInt64(SidecarFormat.headerBytes), indexOffset <= UInt64(footer),
      indexCount == (UInt64(footer) - indexOffset) / 16, (UInt64(footer) - indexOffset) % 16 == 0
    else {
      throw SidecarError(
        path: path, found: "an index of \(indexCount) entries at byte \(indexOffset)",
        expected: "an index that fills the space before the footer")
    }
    if verifying { try Self.verify(file) }
    end = Int(indexOffset)
    offset = Self.start(of: range.lower, in: file, index: Int(indexOffset), count: Int(indexCount))
    guard offset >= SidecarFormat.headerBytes, offset <= end else {
      throw SidecarError(
        path: path, found: "a block at byte \(offset)", expected: "blocks before byte \(end)")
    }
  }

  /// Steps to the next record of the range; false at its end.
  func advance() throws -> Bool {
    if offset - releasedEnd > Self.releaseBytes {
      file.release(releasedEnd..<offset)
      releasedEnd = offset
    }
    let bytes = file.bytes
    let end = end
    let range = range
    var start = offset
    while start < end {
      guard start + 17 <= end else { throw torn(at: start) }
      let key = Self.word(bytes, start)
      if key > range.upper {
        offset = start
        return false
      }
      var cursor = start + 17
      var length = UInt64(bytes[start + 16])
      if length >= 0x80 {
        length &= 0x7F
        var shift: UInt64 = 7
        while true {
          guard cursor < end, shift < 56 else { throw torn(at: start) }
          let byte = bytes[cursor]
          cursor += 1
          length |= UInt64(byte & 0x7F) << shift
          if byte < 0x80 { break }
          shift += 7
        }
      }
      guard length <= UInt64(end - cursor) else { throw torn(at: start) }
      let next = cursor + Int(length)
      if key >= range.lower {
        record = SidecarRecord(
          key: key, document: Self.word(bytes, start + 8),
          payload: UnsafeRawBufferPointer(rebasing: bytes[cursor..<next]))
        offset = next
        return true
      }
      start = next
    }
    offset = start
    return false
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  private func torn(at offset: Int) -> SidecarError {
    SidecarError(
      path: file.path, found: "a record at byte \(offset) that runs past the records",
      expected: "records up to byte \(end)")
  }

  private static func start(of key: UInt64, in file: MappedFile, index: Int, count: Int) -> Int {
    guard count > 0 else { return index }
    // The last block whose first key is below the wanted one may still hold it.
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if file.integer(at: index + 16 * middle, as: UInt64.self) < key {
        low = middle + 1
      } else {
        high = middle
      }
    }
    let block = max(0, low - 1)
    return Int(clamping: file.integer(at: index + 16 * block + 8, as: UInt64.self))
  }

  private static func verify(_ file: MappedFile) throws {
    let covered = file.bytes.count - 24
    var hasher = StreamingHash128()
    for start in stride(from: 0, to: covered, by: releaseBytes) {
      let end = min(start + releaseBytes, covered)
      hasher.update(UnsafeRawBufferPointer(rebasing: file.bytes[start..<end]))
      file.release(start..<end)
    }
    let found = Hash128(
      high: file.integer(at: covered), low: file.integer(at: covered + 8))
    let expected = hasher.finalized()
    guard found == expected else {
      throw SidecarError(
        path: file.path, found: "checksum \(found)", expected: "\(expected) for these bytes")
    }
  }
}
