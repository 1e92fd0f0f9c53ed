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
    folded.removeAll(keepingCapacity: true)
    var allBits: UInt8 = 0
    for offset in range { allBits |= bytes[offset] }
    if allBits < 0x80 { foldASCII(bytes, range) } else { foldScalars(bytes, range) }
    return !folded.isEmpty
  }

  private mutating func foldASCII(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>) {
    let classes = ScalarTables.shared.classes
    let whitespace = ScalarClass.whitespace.rawValue
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, classes[Int(bytes[start])] & whitespace != 0 { start &+= 1 }
    while end > start, classes[Int(bytes[end &- 1])] & whitespace != 0 { end &-= 1 }
    folded.append(contentsOf: UnsafeBufferPointer(start: bytes + start, count: end &- start))
    folded.withUnsafeMutableBufferPointer { buffer in
      for index in buffer.indices {
        let byte = buffer[index]
        buffer[index] = byte &- 0x41 < 26 ? byte | 0x20 : byte
      }
    }
  }

  private mutating func foldScalars(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>) {
    let tables = ScalarTables.shared
    let classes = tables.classes
    let whitespace = ScalarClass.whitespace.rawValue
    // Length up to the last scalar that is not white space.
    var length = 0
    var offset = range.lowerBound
    while offset < range.upperBound {
      let scalar = DecodedScalar(at: offset, of: bytes, end: range.upperBound)
      offset &+= scalar.length
      let isSpace = classes[Int(scalar.value)] & whitespace != 0
      if isSpace, length == 0 { continue }
      DecodedScalar.append(tables.lowercased(scalar.value), to: &folded)
      if !isSpace { length = folded.count }
    }
    folded.removeLast(folded.count - length)
  }
}
