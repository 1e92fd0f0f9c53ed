import Glibc

/// A buffered writer of one new file that checks every system call and can make the file durable.
public final class FileWriter {
  public let path: String
  /// Bytes accepted so far.
  @exclusivity(unchecked) public private(set) var byteCount = 0
  private var descriptor: Int32
  // Accesses last no longer than a statement: checking them at run time would cost more than they do.
  @exclusivity(unchecked) private var buffer: [UInt8] = []
  private let capacity: Int

  /// Creates (or empties) the file.
  public init(creating path: String, bufferBytes: Int = 1 << 16) throws {
    self.path = path
    capacity = bufferBytes
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError(path: path, operation: "create the file") }
    buffer.reserveCapacity(capacity)
  }

  deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

  /// Appends bytes.
  public func write(_ bytes: Span<UInt8>) throws {
    try bytes.withUnsafeBufferPointer { try write(UnsafeRawBufferPointer($0)) }
  }

  /// Appends bytes.
  public func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  /// Appends a string's UTF-8.
  public func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Appends bytes.
  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    byteCount += bytes.count
    if buffer.count + bytes.count <= capacity {
      buffer.append(contentsOf: bytes)
      return
    }
    try flush()
    if bytes.count >= capacity { try put(bytes) } else { buffer.append(contentsOf: bytes) }
  }

  /// Hands everything to the system.
  public func flush() throws {
    guard !buffer.isEmpty else { return }
    try buffer.withUnsafeBytes { try put($0) }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Flushes, makes the bytes durable where asked, and closes.
  public func close(durable: Bool = false) throws {
    guard descriptor >= 0 else { return }
    try flush()
    if durable, fsync(descriptor) != 0 { throw FileError(path: path, operation: "sync") }
    let result = Glibc.close(descriptor)
    descriptor = -1
    guard result == 0 else { throw FileError(path: path, operation: "close") }
  }

  private func put(_ bytes: UnsafeRawBufferPointer) throws {
    var offset = 0
    while offset < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError(path: path, operation: "write")
      }
      offset += count
    }
  }
}
