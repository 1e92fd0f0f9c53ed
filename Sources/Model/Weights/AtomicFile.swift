import Glibc

/// A file that appears whole or not at all: written under a temporary name, flushed to the disk,
/// renamed, and the folder flushed after it.
package final class AtomicFile {
  private let path: String
  private let temporaryPath: String
  private var handle: UnsafeMutablePointer<FILE>?

  /// - Throws: `ModelError` when the temporary file cannot be made.
  package init(_ path: String) throws {
    self.path = path
    temporaryPath = path + ".partial"
    handle = fopen(temporaryPath, "wb")
    if handle == nil { throw Self.failure(temporaryPath, "could not be created") }
  }

  deinit {
    // Only a file that was never committed still has a handle.
    guard let handle else { return }
    fclose(handle)
    unlink(temporaryPath)
  }

  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard let handle, let base = bytes.baseAddress, bytes.count > 0 else { return }
    guard fwrite(base, 1, bytes.count, handle) == bytes.count else {
      throw Self.failure(temporaryPath, "could not be written")
    }
  }

  package func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  /// Gives the file its name.
  package func commit() throws {
    guard let open = handle else { return }
    guard fflush(open) == 0, fsync(fileno(open)) == 0 else {
      throw Self.failure(temporaryPath, "could not be written")
    }
    handle = nil
    guard fclose(open) == 0 else { throw Self.failure(temporaryPath, "could not be closed") }
    guard rename(temporaryPath, path) == 0 else {
      let error = Self.failure(path, "could not be given its name")
      unlink(temporaryPath)
      throw error
    }
    try Self.flushFolder(of: path)
  }

  /// A whole small file.
  package static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try AtomicFile(path)
    try file.write(bytes)
    try file.commit()
  }

  private static func flushFolder(of path: String) throws {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY)
    guard descriptor >= 0 else { throw failure(folder, "could not be opened") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(folder, "could not be flushed") }
  }

  private static func failure(_ path: String, _ what: String) -> ModelError {
    ModelError(.fileAccess, at: path, "\(what): \(String(cString: strerror(errno)))")
  }
}
