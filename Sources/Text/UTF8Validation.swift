/// Whether bytes are UTF-8, and where they stop being so.
///
/// Well-formed is what Unicode 15.0, table 3-7 says: no overlong form, no surrogate, nothing above
/// U+10FFFF, nothing cut off. Cost: one vectorised pass (Keiser and Lemire 2020) where the
/// processor has AVX2.
public enum UTF8Validation {
  /// Offset of the first ill-formed sequence, or nil when all bytes are well formed.
  public static func firstInvalidOffset(in bytes: Span<UInt8>) -> Int? {
    bytes.withUnsafeBufferPointer { firstInvalidOffset(in: $0) }
  }

  /// Offset of the first ill-formed sequence, or nil when all bytes are well formed.
  public static func firstInvalidOffset(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    let valid = Kernels.utf8ValidPrefix(bytes)
    return valid == bytes.count ? nil : valid
  }
}
