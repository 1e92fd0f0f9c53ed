/// The rows of a CSV text, field by field.
///
/// Grammar: RFC 4180. Fields in quotes may hold separators, line ends and doubled quotes; rows end with
/// LF or CR LF; lines without any byte are passed over. A quote inside a field that does not begin with
/// one, and anything but a separator behind a closing quote, is refused rather than guessed at.
struct CSVRows {
  /// One row.
  struct Row: Equatable {
    var fields: [String]
    /// The row's bytes, without its line end.
    var range: Range<Int>
    /// The line it begins on, from 1.
    var line: Int
  }

  /// What is wrong and where.
  struct Problem: Error, Equatable {
    var found: String
    var expected: String
    var byteOffset: Int
    /// The line, from 1.
    var line: Int
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let separator: UInt8
  private var position: Int
  private var line = 1

  /// - Parameters:
  ///   - bytes: valid UTF-8; they must outlive the value.
  ///   - offset: where the first row begins.
  ///   - separator: what stands between fields.
  init(_ bytes: UnsafeBufferPointer<UInt8>, from offset: Int = 0, separator: UInt8 = 0x2C) {
    self.bytes = bytes
    self.separator = separator
    position = offset
  }

  /// The next row, or nil at the end.
  /// - Throws: the first problem; nothing can be read after it.
  mutating func next() throws(Problem) -> Row? {
    while position < bytes.count, lineEnd(at: position) > 0 {
      position += lineEnd(at: position)
      line += 1
    }
    guard position < bytes.count else { return nil }
    var row = Row(fields: [], range: position..<position, line: line)
    while true {
      row.fields.append(
        position < bytes.count && bytes[position] == Self.quote ? try quoted() : try plain())
      if position < bytes.count, bytes[position] == separator {
        position += 1
        continue
      }
      row.range = row.range.lowerBound..<position
      if position < bytes.count {
        position += lineEnd(at: position)
        line += 1
      }
      return row
    }
  }

  private static let quote = UInt8(ascii: "\"")

  /// Length of the line end at a position, 0 where there is none.
  private func lineEnd(at position: Int) -> Int {
    switch bytes[position] {
    case 0x0A: 1
    case 0x0D where position + 1 < bytes.count && bytes[position + 1] == 0x0A: 2
    default: 0
    }
  }

  private mutating func plain() throws(Problem) -> String {
    let start = position
    while position < bytes.count, bytes[position] != separator, lineEnd(at: position) == 0 {
      if bytes[position] == Self.quote {
        throw Problem(
          found: "'\"' inside a field that does not begin with one",
          expected: "the whole field in quotes with inner ones doubled", byteOffset: position,
          line: line)
      }
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func quoted() throws(Problem) -> String {
    let opening = (offset: position, line: line)
    var text: [UInt8] = []
    position += 1
    var start = position
    while position < bytes.count {
      if bytes[position] == 0x0A { line += 1 }
      guard bytes[position] == Self.quote else {
        position += 1
        continue
      }
      text.append(contentsOf: bytes[start..<position])
      position += 1
      if position < bytes.count, bytes[position] == Self.quote {
        start = position
        position += 1
        continue
      }
      if position < bytes.count, bytes[position] != separator, lineEnd(at: position) == 0 {
        throw Problem(
          found: "text behind the closing '\"' of a field",
          expected: "a separator or the end of the row; double a '\"' that belongs to the text",
          byteOffset: position, line: line)
      }
      return String(decoding: text, as: UTF8.self)
    }
    throw Problem(
      found: "the end of the file inside a field in quotes", expected: "its closing '\"'",
      byteOffset: opening.offset, line: opening.line)
  }
}
