import FoundationEssentials
import Glibc

/// Standard output and error, with the manners of a well-behaved command.
enum Terminal {
  /// Whether standard error is a terminal.
  static let errorIsTerminal = isatty(STDERR_FILENO) == 1

  /// Writes data to standard output; a closed pipe ends the program quietly with status 0.
  static func write(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { write($0) } }

  /// Writes data to standard output, as the other form does.
  static func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(
        STDOUT_FILENO, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        exit(errno == EPIPE ? 0 : ExitStatus.failed.rawValue)
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Writes a line to standard output.
  static func line(_ text: String = "") { write(Array((text + "\n").utf8)) }

  /// Writes a value as one JSON object with sorted keys.
  static func json(_ value: some Encodable) throws { write(try jsonBytes(value)) }

  /// A value as one JSON object with sorted keys, and a line end.
  static func jsonBytes(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value)) + [0x0A]
  }

  /// Writes a line to standard error.
  static func message(_ text: String) { progress(text + "\n") }

  /// Writes to standard error as it is; what cannot be written there is let go.
  static func progress(_ text: String) {
    var copy = text
    copy.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// Reports an error on standard error.
  static func error(_ error: any Error) {
    let text = "\(error)"
    message(text.contains(": error: ") ? text : "error: \(text)")
  }
}

/// The absolute form of a path, for commands that change their folder.
func absolutePath(_ path: String) -> String {
  if path.hasPrefix("/") { return path }
  guard let folder = getcwd(nil, 0) else { return path }
  defer { free(folder) }
  return String(cString: folder) + "/" + path
}
