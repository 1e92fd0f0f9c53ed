public import Text

/// Which documents are held out for validation: a function of their stable key alone.
///
/// The key is the hash of a document's printed form (`source/shard:record`), so the split stays the
/// same when inputs are added, whatever the workers and the order.
public struct ValidationSplit: Sendable, Equatable {
  public let fraction: Double
  private let seed: UInt64

  /// - Parameters:
  ///   - fraction: of the documents of every source, 0 ..< 1.
  ///   - seed: seed of the run.
  /// - Precondition: the fraction is in its range; settings are checked before.
  public init(fraction: Double, seed: UInt64) {
    precondition(fraction >= 0 && fraction < 1, "a fraction of 0 ..< 1 is held out")
    self.fraction = fraction
    self.seed = StableHash.hash64("validation", seed: seed)
  }

  /// Whether the document with this key is held out.
  public func isValidation(_ key: Hash128) -> Bool {
    let mixed = StableHash.mix(key.high ^ seed, key.low ^ StableHash.prime1)
    return StableHash.unitInterval(StableHash.finalize(mixed ^ key.high)) < fraction
  }

  /// The stable key of a document by its printed form, as `isValidation` wants it.
  public static func key(printedIdentity: String, seed: UInt64) -> Hash128 {
    StableHash.hash128(printedIdentity, seed: seed)
  }
}
