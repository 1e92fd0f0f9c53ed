import Glibc
import Pipelines

/// Reads standard input in batches of whole lines.
///
/// A batch ends when it is full or when nothing more is waiting, so that a program that writes a line
/// and waits for its answer gets it.
struct LineBatches {
  struct Batch: Sendable {
    var bytes: [UInt8]
    /// Without their line feeds.
    var lines: [Range<Int>]
    /// Number of the first line, from 1.
    var firstNumber: Int
  }

  private let capacity: Int
  private var rest: [UInt8] = []
  private var isAtEnd = false
  private var lineNumber = 1

  /// - Parameter capacity: bytes of a batch, more for a single line that is longer.
  init(capacity: Int) { self.capacity = capacity }

  /// The next lines; nil at the end.
  mutating func next() throws -> Batch? {
    var bytes = rest
    rest = []
    var searched = 0
    while true {
      let lastFeed = bytes[searched...].lastIndex(of: 0x0A)
      if let lastFeed, bytes.count >= capacity || !isInputWaiting || isAtEnd {
        rest = Array(bytes[(lastFeed + 1)...])
        bytes.removeLast(bytes.count - lastFeed - 1)
        break
      }
      if isAtEnd { break }
      if lastFeed == nil { searched = bytes.count }
      try readMore(into: &bytes)
    }
    guard !bytes.isEmpty else { return nil }
    var lines: [Range<Int>] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      lines.append(start..<end)
      start = end + 1
    }
    defer { lineNumber += lines.count }
    return Batch(bytes: bytes, lines: lines, firstNumber: lineNumber)
  }

  private mutating func readMore(into bytes: inout [UInt8]) throws {
    let size = 1 << 18
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: size))
    while true {
      let count = bytes.withUnsafeMutableBytes {
        read(STDIN_FILENO, $0.baseAddress.map { $0 + start }, size)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw CommandError("standard input: \(String(cString: strerror(errno)))")
      }
      bytes.removeLast(size - count)
      isAtEnd = count == 0
      return
    }
  }

  private var isInputWaiting: Bool {
    var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) > 0
  }
}
