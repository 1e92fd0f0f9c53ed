import Glibc

/// Memory for a large buffer, straight from the system and given back to it at once.
///
/// A run makes such buffers for each of thousands of tasks; taken from the heap they would leave holes
/// between the small things that stay, and memory would grow. Pages that are never touched cost nothing.
package final class PageBuffer {
  package let start: UnsafeMutableRawPointer
  private let byteCount: Int

  /// Takes `byteCount` bytes, at least one; all are zero.
  package init(byteCount: Int) {
    let memory = mmap(
      nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED else {
      preconditionFailure("no memory for a buffer of \(byteCount) bytes")
    }
    start = memory
    self.byteCount = byteCount
  }

  deinit { munmap(start, byteCount) }

  package var bytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: start, count: byteCount)
  }
}
