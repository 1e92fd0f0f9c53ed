import Glibc

/// Marks and line ends of plain text files.
enum PlainText {
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Whether there is nothing but spaces, tabs and line ends.
  static func isBlank(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
  }

  /// Whether there is nothing else in a line than in a blank one and the marks of its file.
  static func isBlankLine(_ line: UnsafeBufferPointer<UInt8>, isFirst: Bool) -> Bool {
    let body = lineBody(line, isFirst: isFirst)
    return isBlank(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: line[body])))
  }

  /// What is left of a line without its carriage return and, when it is the first of its file,
  /// without byte-order mark.
  static func lineBody(_ line: UnsafeBufferPointer<UInt8>, isFirst: Bool) -> Range<Int> {
    let start = isFirst && line.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    let end = line.count > start && line[line.count - 1] == 0x0D ? line.count - 1 : line.count
    return start..<end
  }

  /// Makes raw bytes the text they stand for: no byte-order mark at the start of the file, line feeds
  /// as line ends.
  static func normalize(_ bytes: inout [UInt8], isFirst: Bool) {
    let start = isFirst && bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    if start == 0, !bytes.contains(0x0D) { return }
    let length = bytes.withUnsafeMutableBufferPointer { bytes in
      var length = 0
      for index in start..<bytes.count {
        let isLineEnd = index + 1 < bytes.count && bytes[index + 1] == 0x0A
        if bytes[index] == 0x0D, isLineEnd { continue }
        bytes[length] = bytes[index]
        length += 1
      }
      return length
    }
    bytes.removeLast(bytes.count - length)
  }
}
