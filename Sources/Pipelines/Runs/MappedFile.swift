import Glibc

/// A whole file mapped for reading.
///
/// The descriptor is closed at once, so that thousands of files can be
/// read side by side; pages live in the system's cache, not in the process's own memory.
public final class MappedFile: @unchecked Sendable {
  public let path: String
  /// The file's bytes; valid while this object lives.
  public let bytes: UnsafeRawBufferPointer

  public init(opening path: String) throws {
    self.path = path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path, operation: "open for reading") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(path: path, operation: "inspect") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(path: path, operation: "map", reason: "it is not a regular file")
    }
    let count = Int(status.st_size)
    guard count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
      address != MAP_FAILED
    else { throw FileError(path: path, operation: "map") }
    bytes = UnsafeRawBufferPointer(start: address, count: count)
  }

  deinit {
    if let address = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
    }
  }

  /// Lets go of pages that were read: until then they count as this process's memory.
  ///
  /// They come back from the system's cache when they are read again, so this is always safe.
  public func release(_ range: Range<Int>) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let start = range.lowerBound / page * page
    let end = min(range.upperBound, bytes.count)
    guard let base = bytes.baseAddress, start < end else { return }
    madvise(UnsafeMutableRawPointer(mutating: base + start), end - start, MADV_DONTNEED)
  }

  /// A little-endian integer at a byte offset the caller has checked.
  public func integer<Value: FixedWidthInteger>(at offset: Int, as type: Value.Type = Value.self)
    -> Value
  {
    Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
  }
}
