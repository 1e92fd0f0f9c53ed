import Text

/// The rolling hash of n-grams: a polynomial over the hashes of units, modulo 2^64.
///
/// For units w1 … wn it is `w1 * factor^(n-1) + … + wn`; `key` mixes it, since the low bits of a
/// polynomial modulo a power of two are weak.
enum NGramHash {
  static let factor: UInt64 = 0xBF58_476D_1CE4_E5B9

  /// `factor` to the power of `exponent`.
  static func power(_ exponent: Int) -> UInt64 {
    (0..<exponent).reduce(1) { product, _ in product &* factor }
  }

  /// The polynomial extended by one unit.
  @inline(__always)
  static func extended(_ polynomial: UInt64, by unit: UInt64) -> UInt64 {
    polynomial &* factor &+ unit
  }

  /// The key under which tables and filters know a polynomial.
  @inline(__always)
  static func key(_ polynomial: UInt64) -> UInt64 {
    let folded = (polynomial ^ (polynomial &>> 32)) &* StableHash.prime0
    return folded ^ (folded &>> 29)
  }
}
