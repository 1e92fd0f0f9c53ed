/// MurmurHash3 for x86, 32 bits, as Spark's feature hashing computes it.
///
/// Source: Austin Appleby's public-domain algorithm. Bytes go four at a time, little-endian; the rest
/// follows the original (Spark ML since version 3.0), not Spark's older byte-wise tail.
public enum MurmurHash3 {
  /// The hash of bytes under a seed; Spark's `HashingTF` uses seed 42.
  public static func hash32(_ bytes: Span<UInt8>, seed: UInt32) -> UInt32 {
    bytes.withUnsafeBytes { hash32($0, seed: seed) }
  }

  /// The hash of bytes under a seed; Spark's `HashingTF` uses seed 42.
  public static func hash32(_ bytes: UnsafeRawBufferPointer, seed: UInt32) -> UInt32 {
    var state = seed
    var offset = 0
    while offset &+ 4 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self).littleEndian
      state = rotate(state ^ scramble(word), 13) &* 5 &+ 0xE654_6B64
      offset &+= 4
    }
    var tail: UInt32 = 0
    var shift: UInt32 = 0
    while offset < bytes.count {
      tail |= UInt32(bytes[offset]) &<< shift
      shift &+= 8
      offset &+= 1
    }
    if shift > 0 { state ^= scramble(tail) }
    state ^= UInt32(truncatingIfNeeded: bytes.count)
    state = (state ^ (state &>> 16)) &* 0x85EB_CA6B
    state = (state ^ (state &>> 13)) &* 0xC2B2_AE35
    return state ^ (state &>> 16)
  }

  @inline(__always)
  private static func scramble(_ word: UInt32) -> UInt32 {
    rotate(word &* 0xCC9E_2D51, 15) &* 0x1B87_3593
  }

  @inline(__always)
  private static func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 {
    value &<< count | value &>> (32 &- count)
  }
}
