/// Hashes whose values never change: between runs, machines, versions and thread counts.
///
/// Everything that reaches an output or a decision (document keys, shingles, splits, keyed draws) is
/// hashed here, never with `Hasher`. The functions fold a 64 by 64 bit product (the multiply-and-fold
/// construction of wyhash, Wang Yi 2019): fast and well mixed, not meant against an adversary.
public enum StableHash {
  /// Odd constants with balanced bits: 2^64 divided by the golden ratio, and three of its kin.
  public static let prime0: UInt64 = 0x9E37_79B9_7F4A_7C15
  public static let prime1: UInt64 = 0xD6E8_FEB8_6659_FD93
  static let prime2: UInt64 = 0xBF58_476D_1CE4_E5B9
  static let prime3: UInt64 = 0x94D0_49BB_1331_11EB

  /// The high half of the product xor its low half.
  @inlinable
  public static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  /// A bijective finaliser of 64 bits (SplitMix64; Steele, Lea and Flood 2014).
  @inlinable
  public static func finalize(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// The 64-bit hash of bytes under a seed.
  ///
  /// Cost: about one multiplication per eight bytes.
  public static func hash64(_ bytes: Span<UInt8>, seed: UInt64 = 0) -> UInt64 {
    bytes.withUnsafeBufferPointer { hash64($0, seed: seed) }
  }

  /// The 64-bit hash of bytes under a seed.
  public static func hash64(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64 = 0) -> UInt64 {
    let raw = UnsafeRawBufferPointer(bytes)
    var state = mix(seed ^ prime0, UInt64(truncatingIfNeeded: raw.count) ^ prime1)
    var offset = 0
    while offset &+ 8 <= raw.count {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      state = mix(state ^ word, prime1)
      offset &+= 8
    }
    var tail: UInt64 = 0
    while offset < raw.count {
      tail = tail << 8 | UInt64(raw[offset])
      offset &+= 1
    }
    return finalize(mix(state ^ tail, prime2))
  }

  /// A 64-bit hash of bytes under a seed that takes long ones three times as fast as `hash64`; other
  /// values.
  ///
  /// Four lanes, each of every fourth eight bytes, so that their multiplications overlap.
  public static func checksum64(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64 = 0) -> UInt64 {
    let raw = UnsafeRawBufferPointer(bytes)
    var (first, second, third, fourth) = (
      seed ^ prime0, seed ^ prime1, seed ^ prime2, seed ^ prime3
    )
    var offset = 0
    while offset &+ 32 <= raw.count {
      func word(_ index: Int) -> UInt64 {
        UInt64(
          littleEndian: raw.loadUnaligned(fromByteOffset: offset &+ 8 &* index, as: UInt64.self))
      }
      first = mix(first ^ word(0), prime1)
      second = mix(second ^ word(1), prime1)
      third = mix(third ^ word(2), prime1)
      fourth = mix(fourth ^ word(3), prime1)
      offset &+= 32
    }
    let rest = UnsafeBufferPointer(rebasing: bytes[offset...])
    let length = UInt64(truncatingIfNeeded: raw.count)
    return hash64(
      rest, seed: mix(first ^ length, prime2) ^ mix(second ^ mix(third, prime3), fourth | 1))
  }

  /// A 64-bit hash of bytes under a seed, as the other form gives it.
  public static func checksum64(_ bytes: Span<UInt8>, seed: UInt64 = 0) -> UInt64 {
    bytes.withUnsafeBufferPointer { checksum64($0, seed: seed) }
  }

  /// The 64-bit hash of a string's UTF-8.
  public static func hash64(_ text: String, seed: UInt64 = 0) -> UInt64 {
    var copy = text
    return copy.withUTF8 { hash64($0, seed: seed) }
  }

  /// The 128-bit hash of bytes under a seed: two independent 64-bit lanes.
  public static func hash128(_ bytes: Span<UInt8>, seed: UInt64 = 0) -> Hash128 {
    bytes.withUnsafeBufferPointer { hash128($0, seed: seed) }
  }

  /// The 128-bit hash of bytes under a seed: two independent 64-bit lanes.
  public static func hash128(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64 = 0) -> Hash128 {
    var hasher = StreamingHash128(seed: seed)
    hasher.update(UnsafeRawBufferPointer(bytes))
    return hasher.finalized()
  }

  /// The 128-bit hash of a string's UTF-8.
  public static func hash128(_ text: String, seed: UInt64 = 0) -> Hash128 {
    var copy = text
    return copy.withUTF8 { hash128($0, seed: seed) }
  }

  /// A number in 0 ..< 1 with 53 random bits, drawn from a hash: the keyed draw behind every
  /// sampling decision.
  public static func unitInterval(_ hash: UInt64) -> Double {
    Double(hash >> 11) * 0x1p-53
  }
}
