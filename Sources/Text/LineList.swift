import Glibc

/// Where a line ends.
public enum LineConvention: Sendable {
  /// At each U+000A; n of them make n + 1 lines, the last one perhaps empty. Used by Dolma and Gopher.
  case lineFeed
  /// As Python's `splitlines`: also at CR, CR LF (once), VT, FF, U+001C to U+001E, U+0085, U+2028 and
  /// U+2029; an ending at the end of the text opens no further line. Used by C4.
  case splitLines
}

/// The lines of one text, without their endings.
///
/// Fill it again and again: storage is kept, nothing is allocated per line.
public struct LineList: Sendable {
  /// Byte offset of each line's first byte.
  public private(set) var starts: ContiguousArray<Int32> = []
  /// Byte offset behind each line's last byte.
  public private(set) var ends: ContiguousArray<Int32> = []

  public init() {}

  /// The number of lines.
  public var count: Int { starts.count }

  /// Replaces the list by the lines of a text.
  ///
  /// - Parameters:
  ///   - text: valid UTF-8; only its first 2^31 - 1 bytes are seen, far above any record limit.
  ///   - convention: where a line ends.
  public mutating func fill(from text: Span<UInt8>, convention: LineConvention) {
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    text.withUnsafeBufferPointer { buffer in
      let end = min(buffer.count, Int(Int32.max))
      switch convention {
      case .lineFeed: fillAtLineFeeds(buffer, end)
      case .splitLines: fillAtAnyEnding(buffer, end)
      }
    }
  }

  private mutating func fillAtLineFeeds(_ bytes: UnsafeBufferPointer<UInt8>, _ end: Int) {
    var start = 0
    while start < end, let base = bytes.baseAddress,
      let found = memchr(base + start, 0x0A, end - start)
    {
      let offset = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      add(start, offset)
      start = offset + 1
    }
    add(start, end)
  }

  private mutating func fillAtAnyEnding(_ bytes: UnsafeBufferPointer<UInt8>, _ end: Int) {
    var start = 0
    var offset = 0
    while offset < end, let base = bytes.baseAddress {
      if offset &+ 8 <= end {
        let word = ByteLanes.load(base, at: offset)
        let special = ByteLanes.below(0x20, in: word) | word & ByteLanes.highBits
        if special == 0 {
          offset &+= 8
          continue
        }
        offset &+= ByteLanes.first(special)
      }
      let length = Self.endingLength(bytes, offset, end)
      if length > 0 {
        add(start, offset)
        start = offset &+ length
      }
      offset &+= max(length, 1)
    }
    if start < end { add(start, end) }
  }

  /// The bytes of the line ending that starts at an offset, or 0.
  @inline(__always)
  private static func endingLength(
    _ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int, _ end: Int
  ) -> Int {
    let byte = bytes[offset]
    if byte >= 0x20, byte < 0xC2 { return 0 }
    switch byte {
    case 0x0A, 0x0B, 0x0C, 0x1C, 0x1D, 0x1E: return 1
    case 0x0D: return offset &+ 1 < end && bytes[offset &+ 1] == 0x0A ? 2 : 1
    case 0xC2: return offset &+ 1 < end && bytes[offset &+ 1] == 0x85 ? 2 : 0
    case 0xE2:
      guard offset &+ 2 < end, bytes[offset &+ 1] == 0x80 else { return 0 }
      return bytes[offset &+ 2] | 1 == 0xA9 ? 3 : 0
    default: return 0
    }
  }

  @inline(__always)
  private mutating func add(_ start: Int, _ end: Int) {
    starts.append(Int32(truncatingIfNeeded: start))
    ends.append(Int32(truncatingIfNeeded: end))
  }
}
