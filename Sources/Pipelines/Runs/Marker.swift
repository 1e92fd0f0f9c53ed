import FoundationEssentials
import Glibc
public import Text

/// What a finished task leaves: its outputs with sizes and hashes, and its counters.
public struct Marker: Codable, Sendable, Equatable {
  /// One output of a task.
  public struct Output: Codable, Sendable, Equatable {
    /// Path relative to the run folder.
    public var path: String
    public var bytes: Int
    /// 128-bit stable hash of the content, hexadecimal.
    public var hash: String
  }

  public var fingerprint: String
  public var phase: String
  public var index: Int
  public var outputs: [Output]
  public var counters: Tally
  /// Wall-clock seconds of the attempt; informative.
  public var seconds: Double

  /// Reads a marker; nil when the task has none.
  public static func read(_ path: String) throws -> Marker? {
    guard access(path, F_OK) == 0 else { return nil }
    do {
      return try JSONDecoder().decode(Marker.self, from: Data(try readFile(path)))
    } catch let error as DecodingError {
      throw FileError(
        path: path, operation: "read the marker",
        reason: "it is damaged (\(error)); remove it and resume to run the task again")
    }
  }

  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [0x0A]
  }
}

/// Size and hash of a file's content.
public func contentHash(ofFile path: String) throws -> (bytes: Int, hash: Hash128) {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileError(path: path, operation: "open for reading") }
  defer { close(descriptor) }
  var hasher = StreamingHash128()
  var total = 0
  let pages = PageBuffer(byteCount: 1 << 18)
  let buffer = pages.bytes
  while true {
    let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
    if count < 0 {
      if errno == EINTR { continue }
      throw FileError(path: path, operation: "read")
    }
    if count == 0 { return (total, hasher.finalized()) }
    hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    total += count
  }
}
