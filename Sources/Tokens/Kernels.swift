internal import CKernels

/// What only C can say, behind Swift types.
enum Kernels {
  /// Asks the processor for memory that is read soon, so that nobody waits for it then.
  @inline(__always)
  static func prefetch(_ address: UnsafeRawPointer) { sluice_prefetch(address) }
}
