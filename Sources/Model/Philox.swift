/// Random numbers as a pure function of a key and a counter, so that nothing needs to be replayed.
///
/// Philox4x32-10; source: Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as
/// 1, 2, 3". The same values on every machine and for any number of threads.
public struct Philox: Sendable {
  private let key: SIMD2<UInt32>

  /// - Parameters:
  ///   - seed: chosen by the user.
  ///   - purpose: keeps streams with the same seed apart: initialisation, sampling, ….
  public init(seed: UInt64, purpose: UInt64 = 0) {
    let mixed = seed ^ (purpose &* 0x9E37_79B9_7F4A_7C15)
    key = [UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed >> 32)]
  }

  /// The four 32-bit values at a 128-bit counter, given as its low and high half.
  public func block(_ low: UInt64, _ high: UInt64 = 0) -> SIMD4<UInt32> {
    var counter: SIMD4<UInt32> = [
      UInt32(truncatingIfNeeded: low), UInt32(truncatingIfNeeded: low >> 32),
      UInt32(truncatingIfNeeded: high), UInt32(truncatingIfNeeded: high >> 32),
    ]
    var roundKey = key
    for _ in 0..<10 {
      let first = UInt64(counter.x) &* 0xD251_1F53
      let second = UInt64(counter.z) &* 0xCD9E_8D57
      counter = [
        UInt32(truncatingIfNeeded: second >> 32) ^ counter.y ^ roundKey.x,
        UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first >> 32) ^ counter.w ^ roundKey.y,
        UInt32(truncatingIfNeeded: first),
      ]
      roundKey &+= [0x9E37_79B9, 0xBB67_AE85]
    }
    return counter
  }

  /// A value in 0 ..< 1 of 53 random bits.
  public func unit(_ low: UInt64, _ high: UInt64 = 0) -> Double {
    let values = block(low, high)
    let bits = UInt64(values.x) << 32 | UInt64(values.y)
    return Double(bits >> 11) * 0x1p-53
  }
}
