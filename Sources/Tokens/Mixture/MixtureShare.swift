internal import Glibc

/// What one source contributes to a mixture.
public struct MixtureShare: Sendable, Equatable {
  public var source: MixtureSource
  /// The weight asked for, as a fraction of all weights.
  public var askedFraction: Double
  /// Tokens the source is to give, repetitions included; whole documents make it slightly more.
  public var tokens: Int
  /// Whether the source could not give all it was asked for.
  public var isCapped: Bool

  /// R*: how many repetitions it takes until little more is learned.
  ///
  /// As Muennighoff et al. 2023 fitted it.
  static let repetitionScale = 15.39

  /// Passes over the source.
  public var epochs: Double {
    source.tokens > 0 ? Double(tokens) / Double(source.tokens) : 0
  }

  /// How often each token used is seen on average: the epochs and, where documents are rehydrated,
  /// their copies.
  public var repetition: Double { usedTokens > 0 ? Double(tokens) / usedTokens : 0 }

  /// What the tokens are worth in tokens that were never repeated.
  ///
  /// U + U·R*·(1 − exp(−(r − 1) / R*)), with U the unique tokens used, r the repetition and R* = 15.39.
  /// Source: Muennighoff et al. 2023, section 3.
  public var effectiveTokens: Double {
    guard repetition > 1 else { return Double(tokens) }
    let scale = Self.repetitionScale
    return usedTokens * (1 + scale * (1 - exp(-(repetition - 1) / scale)))
  }

  /// Unique tokens that are seen at all.
  private var usedTokens: Double { Double(source.uniqueTokens) * min(1, epochs) }
}
