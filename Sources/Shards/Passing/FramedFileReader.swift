import Compression
import Pipelines

/// Reads what a `FramedFileWriter` wrote.
///
/// Damage ends the reading: these files are our own, and a later pass must see all bodies or none.
final class FramedFileReader {
  private static let chunkBytes = 1 << 18
  private let path: String
  private let source: any ByteSource
  private var buffer: [UInt8] = []
  private var position = 0
  private var count: UInt64 = 0
  private var isAtEnd = false
  /// What the bodies are: the first bytes of the file.
  private(set) var mark: [UInt8] = []

  /// Opens a file that begins with one of some marks of eight bytes.
  init(_ path: String, marks: [[UInt8]]) throws {
    self.path = path
    do {
      source = try ByteSources.open(path)
    } catch let damage as StreamDamage {
      throw Self.problem(path, "found \(damage.found), expected \(damage.expected)")
    }
    guard try fill(8), let found = marks.first(where: { buffer.starts(with: $0) }) else {
      throw problem("found other first bytes, expected the mark of a file between passes")
    }
    mark = found
    position = 8
  }

  var consumedBytes: Int { source.consumedBytes }

  /// Decodes the next body; nil at the end of the file.
  ///
  /// `decode` answers nil where the bytes are no body, which is an error.
  func next<Value>(_ decode: (UnsafeRawBufferPointer) -> Value?) throws -> Value? {
    if isAtEnd { return nil }
    let length = try nextLength()
    guard length > 0 else {
      try checkTrailer()
      return nil
    }
    guard try fill(length) else { throw truncated() }
    let value = buffer.withUnsafeBytes {
      decode(UnsafeRawBufferPointer(rebasing: $0[position..<position + length]))
    }
    guard let value else { throw problem("found a malformed document") }
    position += length
    count += 1
    return value
  }

  private func nextLength() throws -> Int {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 56, by: 7) {
      guard try fill(1) else { throw truncated() }
      let byte = buffer[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return Int(value) }
    }
    throw problem("found a malformed length")
  }

  private func checkTrailer() throws {
    isAtEnd = true
    guard try fill(8), let expected = buffer.integer(at: position, as: UInt64.self) else {
      throw truncated()
    }
    position += 8
    guard expected == count else {
      throw problem("found \(count) documents, expected \(expected)")
    }
    guard try !fill(1) else { throw problem("found bytes behind the last document") }
  }

  /// Makes `count` bytes available at the position; false when the file ends before.
  private func fill(_ count: Int) throws -> Bool {
    while buffer.count - position < count {
      if position > 0 {
        buffer.removeFirst(position)
        position = 0
      }
      let before = buffer.count
      buffer.append(contentsOf: repeatElement(0, count: Self.chunkBytes))
      let read: Int
      do {
        read = try buffer.withUnsafeMutableBytes {
          try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[before...]))
        }
      } catch let damage as StreamDamage {
        throw problem("found \(damage.found), expected \(damage.expected)")
      }
      buffer.removeLast(Self.chunkBytes - read)
      if read == 0 { return false }
    }
    return true
  }

  private func truncated() -> FileError {
    problem("found the end of the file, expected more documents or their number")
  }

  /// An error about the content of the file.
  func problem(_ reason: String) -> FileError { Self.problem(path, reason) }

  private static func problem(_ path: String, _ reason: String) -> FileError {
    FileError(path: path, operation: "read", reason: reason + "; run the pass before it again")
  }
}
