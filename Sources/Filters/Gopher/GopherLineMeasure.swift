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
    text.withUnsafeBufferPointer { bytes in
      var dots = 0
      for offset in 0..<bytes.count {
        let byte = bytes[offset]
        if byte == 0x2E {
          dots &+= 1
          continue
        }
        if dots != 0 {
          ellipses &+= dots / 3
          dots = 0
        }
        if byte == 0x23 { hashes &+= 1 }
        if byte == 0xE2, offset &+ 2 < bytes.count, bytes[offset &+ 1] == 0x80,
          bytes[offset &+ 2] == 0xA6
        {
          ellipses &+= 1
        }
      }
      ellipses &+= dots / 3
    }
  }
}
