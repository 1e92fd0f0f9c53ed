/// A 64-bit hash of the bytes of words and tokens, for tables in memory.
///
/// Decides nothing that can be seen, so it need not be stable.
enum BytesHash {
  private static let prime: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// The hash of at least one byte; never 0.
  @inline(__always)
  static func hash(_ start: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    if count < 8 { return hash(packed: packed(start, count: count), count: count) }
    let raw = UnsafeRawPointer(start)
    var hash = UInt64(truncatingIfNeeded: count) &* prime
    var offset = 0
    while offset &+ 8 < count {
      hash = mix(
        hash ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self), 0xD6E8_FEB8_6659_FD93)
      offset &+= 8
    }
    return mix(hash ^ raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self), prime) | 1
  }

  /// One to seven bytes as a number, another for all others of the same count.
  @inline(__always)
  static func packed(_ start: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    let raw = UnsafeRawPointer(start)
    if count >= 4 {
      return UInt64(raw.loadUnaligned(as: UInt32.self))
        | UInt64(raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)) << 32
    }
    return UInt64(start[0]) | UInt64(start[count >> 1]) << 8 | UInt64(start[count &- 1]) << 16
  }

  /// The hash of bytes that `packed` gives.
  @inline(__always)
  static func hash(packed: UInt64, count: Int) -> UInt64 {
    mix(packed ^ UInt64(truncatingIfNeeded: count) << 56, prime) | 1
  }

  /// Whether two runs of at least eight bytes are the same.
  @inline(__always)
  static func areEqual(
    _ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, count: Int
  ) -> Bool {
    let (left, right) = (UnsafeRawPointer(left), UnsafeRawPointer(right))
    var offset = 0
    while offset &+ 8 < count {
      if left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        != right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      {
        return false
      }
      offset &+= 8
    }
    return left.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      == right.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
  }

  @inline(__always)
  private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
