import Glibc
import Text

/// Wikipedia's reference marks in running text: `[]`, `[12]`, `[edit]`, `[citation needed]`.
enum CitationMarks {
  private static let names = ["edit]", "citation needed]"].map { Array($0.utf8) }

  /// Copies a line without its marks.
  ///
  /// - Returns: false, with nothing copied, when the line has none.
  static func delete(from line: UnsafeBufferPointer<UInt8>, into edited: inout [UInt8]) -> Bool {
    guard let bytes = line.baseAddress else { return false }
    var copied = 0
    var offset = 0
    while offset < line.count, let found = memchr(bytes + offset, 0x5B, line.count - offset) {
      let bracket = UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
      let length = markLength(line, at: bracket)
      if length > 0 {
        edited.append(contentsOf: line[copied..<bracket])
        copied = bracket + length
      }
      offset = bracket + max(length, 1)
    }
    guard copied > 0 else { return false }
    edited.append(contentsOf: line[copied...])
    return true
  }

  /// The length of the mark that starts at a bracket, or 0.
  private static func markLength(_ line: UnsafeBufferPointer<UInt8>, at bracket: Int) -> Int {
    let rest = line[(bracket + 1)...]
    for name in names where rest.starts(with: name) { return 1 + name.count }
    guard let bytes = line.baseAddress else { return 0 }
    var offset = bracket + 1
    while offset < line.count {
      if bytes[offset] == 0x5D { return offset + 1 - bracket }
      let scalar = DecodedScalar(at: offset, of: bytes, end: line.count)
      // Python's `\d` takes the decimal digits of every script.
      guard ScalarTables.shared.scalarClass(of: scalar.value).contains(.digit) else { return 0 }
      offset += scalar.length
    }
    return 0
  }
}
