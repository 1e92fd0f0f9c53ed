import Glibc
import Pipelines

/// An open input file with a read buffer that can be looked into without consuming it.
package final class InputFile {
  package let path: String
  /// Size in bytes when the file was opened; 0 for a pipe.
  package let byteCount: Int
  private let descriptor: Int32
  private let pages: PageBuffer
  private let buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var endOffset = 0
  private var isAtEnd = false

  /// Opens a file of which `bufferBytes` are read at once; tests make them few to move the borders.
  package init(opening path: String, bufferBytes: Int = 1 << 18) throws {
    self.path = path
    pages = PageBuffer(byteCount: max(bufferBytes, 64))
    buffer = pages.bytes
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      byteCount = 0
      throw FileError(path: path, operation: "open for reading")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      byteCount = 0
      throw FileError(path: path, operation: "inspect")
    }
    byteCount = Int(status.st_size)
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw FileError(
        path: path, operation: "read", reason: "found a folder, expected a file; name a file in it")
    }
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Offset in the file of the next byte to be consumed.
  package var offset: Int { endOffset - (end - start) }

  /// The next bytes, at least `count` (at most 64) unless the file ends before.
  ///
  /// They are valid until the next call.
  package func available(atLeast count: Int = 1) throws -> UnsafeRawBufferPointer {
    while end - start < count, !isAtEnd {
      if start > 0 {
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
        end -= start
        start = 0
      }
      end += try readDirectly(into: UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
    }
    return UnsafeRawBufferPointer(rebasing: buffer[start..<end])
  }

  /// Steps over bytes that `available` has shown.
  package func consume(_ count: Int) { start += count }

  /// Reads into the caller's memory, what is buffered first; 0 at the end of the file.
  package func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    guard start < end else { return isAtEnd ? 0 : try readDirectly(into: output) }
    let count = min(end - start, output.count)
    output.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<start + count]))
    start += count
    return count
  }

  /// Up to `count` of the next bytes, fewer at the end of the file.
  package func read(upTo count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let piece = try bytes.withUnsafeMutableBytes {
        try read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
      }
      if piece == 0 { break }
      filled += piece
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  /// Continues at another offset of the file.
  /// - Returns: false where the file cannot be positioned (a pipe).
  package func seek(to newOffset: Int) -> Bool {
    guard lseek(descriptor, off_t(newOffset), SEEK_SET) == off_t(newOffset) else { return false }
    (start, end, endOffset, isAtEnd) = (0, 0, newOffset, false)
    return true
  }

  private func readDirectly(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Glibc.read(descriptor, output.baseAddress, output.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError(path: path, operation: "read")
      }
      if count == 0 { isAtEnd = true }
      endOffset += count
      return count
    }
  }
}
