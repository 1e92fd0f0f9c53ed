public import Text

/// Which training documents of a source are used at all, where `maximumFraction` leaves some untouched.
///
/// A threshold on a hash of the document's key: a document that is used stays used when inputs are
/// added, and a larger fraction uses more of the same.
public struct UsedPart: Sendable, Equatable {
  public let fraction: Double
  private let draw: KeyedDraw

  /// - Parameters:
  ///   - fraction: of the documents, above 0; 1 uses all.
  ///   - seed: seed of the run.
  public init(fraction: Double, seed: UInt64) {
    self.fraction = fraction
    draw = KeyedDraw("maximumFraction", seed: seed)
  }

  /// Whether the document with this key is used.
  public func isUsed(_ key: Hash128) -> Bool { fraction >= 1 || draw[key] < fraction }
}
