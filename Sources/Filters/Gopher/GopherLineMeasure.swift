import Text

/// Counts the lines of a document that start with a bullet or end in an ellipsis.
struct GopherLineMeasure {
  private let bullets: [UInt32]

  /// - Parameter bullets: the characters that open a bullet line.
  init(bullets: String) { self.bullets = bullets.unicodeScalars.map(\.value) }

  /// Counts over all lines, blank ones too, as Python's `splitlines` gives them.
  func measure(_ lines: LineList, in text: Span<UInt8>) -> (bullets: Int, ellipses: Int) {
    var bulletLines = 0
    var ellipsisLines = 0
    text.withUnsafeBufferPointer { buffer in
      guard let bytes = buffer.baseAddress else { return }
      for index in 0..<lines.count {
        let range = TextTrimming.trimmed(
          bytes, from: Int(lines.starts[index]), to: Int(lines.ends[index]))
        guard !range.isEmpty else { continue }
        let first = DecodedScalar(at: range.lowerBound, of: bytes, end: range.upperBound)
        if bullets.contains(first.value) { bulletLines += 1 }
        if Self.endsInEllipsis(bytes, range) { ellipsisLines += 1 }
      }
    }
    return (bulletLines, ellipsisLines)
  }

  private static func endsInEllipsis(_ bytes: UnsafePointer<UInt8>, _ line: Range<Int>) -> Bool {
    guard line.count >= 3 else { return false }
    let tail = bytes + (line.upperBound - 3)
    return (tail[0] == 0x2E && tail[1] == 0x2E && tail[2] == 0x2E)
      || (tail[0] == 0xE2 && tail[1] == 0x80 && tail[2] == 0xA6)
  }
}

/// How often a text has `#` and an ellipsis (`...`, not overlapping, or U+2026).
struct GopherSymbolCounts {
  private(set) var hashes = 0
  private(set) var ellipses = 0

  init(of text: Span<UInt8>) {
    text.withUnsafeBufferPointer { buffer in
      guard let bytes = buffer.baseAddress else { return }
      var offset = 0
      while offset < buffer.count {
        if offset &+ 8 <= buffer.count {
          let word = ByteLanes.load(bytes, at: offset)
          let special =
            ByteLanes.equal(0x2E, in: word) | ByteLanes.equal(0x23, in: word)
            | ByteLanes.equal(0xE2, in: word)
          if special == 0 {
            offset &+= 8
            continue
          }
          offset &+= ByteLanes.first(special)
        }
        offset &+= count(bytes, at: offset, end: buffer.count)
      }
    }
  }

  /// Counts what starts at an offset and returns the bytes it takes.
  private mutating func count(_ bytes: UnsafePointer<UInt8>, at offset: Int, end: Int) -> Int {
    let rest = end &- offset
    switch bytes[offset] {
    case 0x23:
      hashes &+= 1
    case 0x2E where rest >= 3 && bytes[offset &+ 1] == 0x2E && bytes[offset &+ 2] == 0x2E:
      ellipses &+= 1
      return 3
    case 0xE2 where rest >= 3 && bytes[offset &+ 1] == 0x80 && bytes[offset &+ 2] == 0xA6:
      ellipses &+= 1
      return 3
    default: break
    }
    return 1
  }
}
