import Text

/// The keys by which lines are compared: the hash of the stripped, lowercased line.
///
/// Lines end at U+000A. White space is `White_Space`; letters are folded by their simple lowercase
/// mapping. Storage is kept between documents.
struct LineKeys {
  private var lines = LineList()
  private var folded: ContiguousArray<UInt8> = []

  /// Calls `body` with each line, in order: its byte range and its key; nil when it is blank.
  mutating func forEachLine(
    of text: Span<UInt8>, _ body: (_ range: Range<Int>, _ key: Hash128?) throws -> Void
  ) rethrows {
    lines.fill(from: text, convention: .lineFeed)
    try text.withUnsafeBufferPointer { buffer in
      for index in 0..<lines.count {
        let range = Int(lines.starts[index])..<Int(lines.ends[index])
        guard let bytes = buffer.baseAddress, fold(bytes, range) else {
          try body(range, nil)
          continue
        }
        try body(range, StableHash.hash128(folded.span))
      }
    }
  }

  /// Puts the stripped, lowercased line into `folded`; false when nothing is left.
  private mutating func fold(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>) -> Bool {
    let tables = ScalarTables.shared
    let classes = tables.classes
    folded.removeAll(keepingCapacity: true)
    // Length up to the last scalar that is not white space.
    var length = 0
    var offset = range.lowerBound
    while offset < range.upperBound {
      let byte = bytes[offset]
      var isSpace: Bool
      if byte < 0x80 {
        isSpace = classes[Int(byte)] & ScalarClass.whitespace.rawValue != 0
        if !(isSpace && length == 0) { folded.append(byte &- 0x41 < 26 ? byte | 0x20 : byte) }
        offset &+= 1
      } else {
        let scalar = DecodedScalar(at: offset, of: bytes, end: range.upperBound)
        isSpace = classes[Int(scalar.value)] & ScalarClass.whitespace.rawValue != 0
        if !(isSpace && length == 0) {
          DecodedScalar.append(tables.lowercased(scalar.value), to: &folded)
        }
        offset &+= scalar.length
      }
      if !isSpace { length = folded.count }
    }
    folded.removeLast(folded.count - length)
    return length > 0
  }
}
