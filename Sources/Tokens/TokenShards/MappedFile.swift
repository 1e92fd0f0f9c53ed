internal import Glibc

/// The bytes of a file, mapped into memory for as long as this object lives.
///
/// Unchecked: the mapping is read-only. The file must not shrink meanwhile; shards are written under
/// another name and never changed in place.
final class MappedFile: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer

  init(path: String) throws(TokenShardError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw TokenShardError(.unreadable(reason: "not a regular file"), path: path)
    }
    let count = Int(status.st_size)
    guard count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let memory = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED
    else { throw Self.failure(path) }
    bytes = UnsafeRawBufferPointer(start: memory, count: count)
  }

  deinit {
    if let start = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }

  /// Reads a little-endian number; the caller keeps to the bounds.
  @inline(__always)
  func number<Number: FixedWidthInteger>(_ offset: Int, as type: Number.Type) -> Number {
    Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
  }

  private static func failure(_ path: String) -> TokenShardError {
    TokenShardError(.unreadable(reason: String(cString: strerror(errno))), path: path)
  }
}
