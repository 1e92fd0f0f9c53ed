import Glibc

/// A small input file that could not be used: where, what was found, what was expected.
public struct InputError: Error, Sendable, Equatable, CustomStringConvertible {
  public let path: String
  /// One-based; nil where the whole file is meant.
  public let line: Int?
  public let found: String
  public let expected: String

  public var description: String {
    let place = line.map { "\(path):\($0)" } ?? path
    return "\(place): error: \(found); expected \(expected)"
  }

  /// A short sentence for an error of the JSON decoder.
  static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "field '\(key.stringValue)' is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "field '\(context.codingPath.map(\.stringValue).joined(separator: "."))' has the wrong type"
    default: "not valid JSON"
    }
  }
}

/// Whole small files: seeds and recorded replies.
enum InputFile {
  static func bytes(_ path: String) throws(InputError) -> [UInt8] {
    guard let handle = fopen(path, "rb") else { throw unreadable(path) }
    defer { fclose(handle) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, handle)
      result.append(contentsOf: buffer[..<count])
      if count < buffer.count {
        // Reading a folder fails here, not when it is opened.
        if ferror(handle) != 0 { throw unreadable(path) }
        return result
      }
    }
  }

  /// The lines that are not blank, with their one-based numbers.
  static func lines(_ bytes: [UInt8]) -> [(number: Int, line: ArraySlice<UInt8>)] {
    var result: [(number: Int, line: ArraySlice<UInt8>)] = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      guard line.contains(where: { $0 > 0x20 }) else { continue }
      result.append((index + 1, line))
    }
    return result
  }

  private static func unreadable(_ path: String) -> InputError {
    InputError(
      path: path, line: nil, found: String(cString: strerror(errno)), expected: "a readable file")
  }
}
