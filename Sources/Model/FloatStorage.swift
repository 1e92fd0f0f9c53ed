import Glibc

/// A flat block of floats, aligned to a page and zero at first, freed with the object.
///
/// Not synchronised: kernels write to it through raw pointers, and its owner decides who may. The
/// pointers do not keep the object alive: their user does, by owning it.
package final class FloatStorage {
  package let base: UnsafeMutablePointer<Float>
  package let count: Int
  private let mapping: UnsafeMutableRawPointer
  private let byteCount: Int

  /// - Throws: `ModelError` when the system has no such memory.
  package init(count: Int) throws {
    let (bytes, overflow) = max(count, 1).multipliedReportingOverflow(
      by: MemoryLayout<Float>.stride)
    let protection = PROT_READ | PROT_WRITE
    guard !overflow,
      let memory = mmap(nil, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      memory != MAP_FAILED
    else {
      throw ModelError(
        .outOfMemory, at: "memory",
        "\(count) floats were asked for and the system has no room for them; use a smaller model or batch"
      )
    }
    // Large pages where the system grants them: strided reads of wide matrices otherwise miss the
    // table of page addresses at every row. Refusal changes nothing but speed.
    madvise(memory, bytes, Int32(MADV_HUGEPAGE))
    mapping = memory
    byteCount = bytes
    self.count = count
    base = memory.assumingMemoryBound(to: Float.self)
  }

  deinit { munmap(mapping, byteCount) }

  package func clear() { memset(mapping, 0, count * MemoryLayout<Float>.stride) }

  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: mapping, count: count * MemoryLayout<Float>.stride)
  }

  package var mutableBytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: mapping, count: count * MemoryLayout<Float>.stride)
  }

  /// A copy of the floats.
  package var copy: [Float] {
    withExtendedLifetime(self) { Array(UnsafeBufferPointer(start: base, count: count)) }
  }

  /// Overwrites the beginning with the floats given, as many as there are room for at most.
  package func fill(from floats: [Float]) {
    withExtendedLifetime(self) { base.update(from: floats, count: min(floats.count, count)) }
  }
}
