import Glibc

/// Marks and line ends of plain text files.
enum PlainText {
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Whether there is nothing but spaces, tabs and line ends.
  static func isBlank(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
  }

  /// A line without its carriage return and, when it is the first of its file, without byte-order
  /// mark.
  static func removingLineMarks(
    _ line: UnsafeBufferPointer<UInt8>, isFirst: Bool
  ) -> UnsafeBufferPointer<UInt8> {
    var body = line[...]
    if isFirst, body.starts(with: byteOrderMark) { body = body.dropFirst(3) }
    if body.last == 0x0D { body = body.dropLast() }
    return UnsafeBufferPointer(rebasing: body)
  }

  /// The text of raw bytes: no byte-order mark at the start of the file, line feeds as line ends.
  static func normalized(_ raw: [UInt8], isFirst: Bool) -> [UInt8] {
    let start = isFirst && raw.starts(with: byteOrderMark) ? 3 : 0
    guard raw.contains(0x0D) else { return start == 0 ? raw : Array(raw[start...]) }
    var text: [UInt8] = []
    text.reserveCapacity(raw.count)
    for index in start..<raw.count {
      if raw[index] == 0x0D, index + 1 < raw.count, raw[index + 1] == 0x0A { continue }
      text.append(raw[index])
    }
    return text
  }
}
