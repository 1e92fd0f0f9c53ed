import Glibc

/// Bytes in memory that grows and is written through a pointer: an array would be filled with zeros
/// before a read, and checked at every byte of output.
///
/// Unchecked: one thread at a time works with it.
final class ByteBuffer: @unchecked Sendable {
  private var start: UnsafeMutablePointer<UInt8>
  private(set) var capacity: Int
  /// Bytes written so far.
  private(set) var count = 0

  init(capacity: Int) {
    start = Self.allocate(nil, max(capacity, 64))
    self.capacity = max(capacity, 64)
  }

  deinit { free(start) }

  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

  /// Makes room for more bytes and returns where they go; what is written there counts after
  /// `advance`.
  @inline(__always)
  func reserve(_ spare: Int) -> UnsafeMutablePointer<UInt8> {
    if capacity - count < spare { grow(to: max(count + spare, capacity * 2)) }
    return start + count
  }

  /// Counts bytes that were written behind the others.
  @inline(__always)
  func advance(by written: Int) { count += written }

  func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count).update(from: source, count: bytes.count)
    advance(by: bytes.count)
  }

  func append(_ text: StaticString) {
    append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Keeps only the bytes of a range, which become the first.
  func keep(_ range: Range<Int>) {
    memmove(start, start + range.lowerBound, range.count)
    count = range.count
  }

  private func grow(to capacity: Int) {
    start = Self.allocate(start, capacity)
    self.capacity = capacity
  }

  private static func allocate(
    _ old: UnsafeMutablePointer<UInt8>?, _ capacity: Int
  ) -> UnsafeMutablePointer<UInt8> {
    guard let memory = realloc(old, capacity) else { preconditionFailure("out of memory") }
    return memory.assumingMemoryBound(to: UInt8.self)
  }
}
