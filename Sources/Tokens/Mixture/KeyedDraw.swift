internal import Text

/// A number of 0 ..< 1 for each key, the same whatever else is drawn: what keyed thresholds compare.
struct KeyedDraw: Sendable, Equatable {
  private let seed: UInt64

  /// - Parameters:
  ///   - purpose: tells draws of one run from each other.
  ///   - seed: of the run.
  init(_ purpose: String, seed: UInt64) { self.seed = StableHash.hash64(purpose, seed: seed) }

  subscript(key: Hash128) -> Double {
    let mixed = StableHash.mix(key.high ^ seed, key.low ^ StableHash.prime1)
    return StableHash.unitInterval(StableHash.finalize(mixed ^ key.high))
  }
}
