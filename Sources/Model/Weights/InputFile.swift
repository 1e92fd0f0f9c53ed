import Glibc

/// A file opened for reading at any offset.
package final class InputFile {
  package let path: String
  package let size: Int
  private let descriptor: Int32

  /// - Throws: `ModelError` when there is no such file, or it cannot be read.
  package init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_RDONLY)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
      let reason = String(cString: strerror(errno))
      if descriptor >= 0 { close(descriptor) }
      throw ModelError(.fileAccess, at: path, "could not be opened: \(reason)")
    }
    size = Int(status.st_size)
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw ModelError(.fileAccess, at: path, "is not a file")
    }
  }

  deinit { close(descriptor) }

  /// Fills the buffer from the offset.
  ///
  /// - Throws: `ModelError` when the file ends before, or cannot be read.
  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    var filled = 0
    while filled < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, offset + filled)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw ModelError(
          .fileAccess, at: path, "could not be read: \(String(cString: strerror(errno)))")
      }
      guard count > 0 else {
        throw ModelError(
          .damagedFile, at: path,
          "ends at byte \(offset + filled); expected \(offset + buffer.count) bytes: copy it again")
      }
      filled += count
    }
  }

  package func read(at offset: Int, count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { try read(at: offset, into: $0) }
    return bytes
  }

  /// All bytes of a small file.
  ///
  /// - Throws: `ModelError` when it is larger than the limit, or cannot be read.
  package static func contents(of path: String, limit: Int) throws -> [UInt8] {
    let file = try InputFile(path)
    guard file.size <= limit else {
      throw ModelError(
        .damagedFile, at: path, "has \(file.size) bytes; expected at most \(limit)")
    }
    return try file.read(at: 0, count: file.size)
  }
}
