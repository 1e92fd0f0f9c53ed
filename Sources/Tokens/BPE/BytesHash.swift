/// A 64-bit hash of the bytes of words and tokens, for tables in memory.
///
/// Decides nothing that can be seen, so it need not be stable.
enum BytesHash {
  /// The hash of at least one byte; never 0.
  @inline(__always)
  static func hash(_ start: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    let raw = UnsafeRawPointer(start)
    let prime: UInt64 = 0x9E37_79B9_7F4A_7C15
    if count >= 8 {
      var hash = UInt64(truncatingIfNeeded: count) &* prime
      var offset = 0
      while offset &+ 8 < count {
        hash = mix(
          hash ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self), 0xD6E8_FEB8_6659_FD93)
        offset &+= 8
      }
      return mix(hash ^ raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self), prime) | 1
    }
    var value: UInt64
    if count >= 4 {
      value = UInt64(raw.loadUnaligned(as: UInt32.self))
      value |= UInt64(raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)) << 32
    } else {
      value = UInt64(start[0]) | UInt64(start[count >> 1]) << 8 | UInt64(start[count &- 1]) << 16
    }
    return mix(value ^ UInt64(truncatingIfNeeded: count) << 56, prime) | 1
  }

  @inline(__always)
  private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
