public import Text

/// Which documents are held out for validation: a function of their stable key alone.
///
/// The key is the hash of a printed form (`source/shard:record`): that of the first document of the
/// cluster of duplicates a document belongs to, else its own. So near-duplicates that a pipeline keeps
/// stand on one side, and the split stays the same when inputs are added, whatever the workers and the
/// order: only a cluster that gets a new first document may change sides, and it does so as a whole.
public struct ValidationSplit: Sendable, Equatable {
  public let fraction: Double
  private let draw: KeyedDraw

  /// - Parameters:
  ///   - fraction: of the documents, 0 ..< 1.
  ///   - seed: seed of the run.
  /// - Precondition: the fraction is in its range; settings are checked before.
  public init(fraction: Double, seed: UInt64) {
    precondition(fraction >= 0 && fraction < 1, "a fraction of 0 ..< 1 is held out")
    self.fraction = fraction
    draw = KeyedDraw("validation", seed: seed)
  }

  /// Whether the documents of this key are held out.
  public func isValidation(_ key: Hash128) -> Bool { draw[key] < fraction }

  /// The stable key of a document or cluster by its printed form, as `isValidation` wants it.
  public static func key(printedIdentity: String, seed: UInt64) -> Hash128 {
    StableHash.hash128(printedIdentity, seed: seed)
  }
}
