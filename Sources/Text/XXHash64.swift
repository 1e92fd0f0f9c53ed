/// The 64-bit hash xxHash (XXH64) of bytes, for comparison with tools that use it.
///
/// Source: Collet, the xxHash fast digest algorithm, specification 0.1.1.
public enum XXHash64 {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  /// The hash of bytes under a seed.
  public static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    var offset = 0
    func word() -> UInt64 {
      defer { offset &+= 8 }
      return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    var state = seed &+ prime5
    if bytes.count >= 32 {
      var first = seed &+ prime1 &+ prime2
      var second = seed &+ prime2
      var third = seed
      var fourth = seed &- prime1
      while offset &+ 32 <= bytes.count {
        first = round(first, word())
        second = round(second, word())
        third = round(third, word())
        fourth = round(fourth, word())
      }
      state = rotate(first, 1) &+ rotate(second, 7) &+ rotate(third, 12) &+ rotate(fourth, 18)
      for lane in [first, second, third, fourth] {
        state = (state ^ round(0, lane)) &* prime1 &+ prime4
      }
    }
    state &+= UInt64(truncatingIfNeeded: bytes.count)
    while offset &+ 8 <= bytes.count {
      state = rotate(state ^ round(0, word()), 27) &* prime1 &+ prime4
    }
    if offset &+ 4 <= bytes.count {
      let half = UInt32(
        littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      state = rotate(state ^ UInt64(half) &* prime1, 23) &* prime2 &+ prime3
      offset &+= 4
    }
    while offset < bytes.count {
      state = rotate(state ^ UInt64(bytes[offset]) &* prime5, 11) &* prime1
      offset &+= 1
    }
    state = (state ^ state >> 33) &* prime2
    state = (state ^ state >> 29) &* prime3
    return state ^ state >> 32
  }

  @inline(__always)
  private static func round(_ state: UInt64, _ word: UInt64) -> UInt64 {
    rotate(state &+ word &* prime2, 31) &* prime1
  }

  @inline(__always)
  private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    value &<< bits | value &>> (64 &- bits)
  }
}
