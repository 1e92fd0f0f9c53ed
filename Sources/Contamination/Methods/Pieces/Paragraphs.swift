import Text

/// The lines of a text without white space at their ends; empty ones do not count.
struct Paragraphs {
  /// Calls `body` with the byte range of each paragraph.
  static func forEach(in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
    guard let base = text.baseAddress else { return }
    var start = 0
    while start < text.count {
      let end =
        text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      let range = TextTrimming.trimmed(base, from: start, to: end)
      if !range.isEmpty { body(range) }
      start = end + 1
    }
  }
}
