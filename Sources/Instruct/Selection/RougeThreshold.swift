/// What happens when a score equals the threshold exactly in integers.
public enum RougeTie: String, Codable, Sendable, CaseIterable {
  /// An equal score drops the text.
  case drop
  /// An equal score keeps the text: the rule as it is written.
  case keep
  /// The double-precision expression of the original code decides, rounding included.
  case compat
}

/// A limit on ROUGE-L F1 that is decided in integers, so that no rounding can change a verdict.
///
/// With m and n tokens and a longest common subsequence of L, F1 = 2L / (m + n); hence
/// F1 > t ⇔ 2L·10000 > T·(m + n) where T = 10000·t. Source: Lin 2004, "ROUGE".
public struct RougeThreshold: Sendable, Equatable {
  /// The limit as the settings give it, in 0.0001 … 1.
  public let value: Double
  public let tie: RougeTie
  /// The limit in ten-thousandths.
  let tenThousandths: Int

  static let unit = 10_000

  /// The threshold of Self-Instruct and Alpaca with their own rounding: 0.7, `compat`.
  public static let selfInstruct = RougeThreshold(7_000, tie: .compat)

  private init(_ tenThousandths: Int, tie: RougeTie) {
    self.tenThousandths = tenThousandths
    self.tie = tie
    value = Double(tenThousandths) / Double(Self.unit)
  }

  /// Nil unless the value lies in 0.0001 … 1; it is rounded to four decimal places.
  public init?(_ value: Double, tie: RougeTie = .compat) {
    guard value >= 0.0001, value <= 1 else { return nil }
    self.init(Int((value * Double(Self.unit)).rounded()), tie: tie)
  }

  /// Whether a pair of texts is too similar.
  ///
  /// `common` is the length of their longest common subsequence, at most the smaller of their token
  /// counts `first` and `second`, whose order does not matter.
  public func isExceeded(common: Int, first: Int, second: Int) -> Bool {
    guard common > 0 else { return false }
    let score = 2 * common * Self.unit
    let limit = tenThousandths * (first + second)
    if score != limit { return score > limit }
    switch tie {
    case .drop: return true
    case .keep: return false
    case .compat:
      let precision = Double(common) / Double(second)
      let recall = Double(common) / Double(first)
      return 2 * precision * recall / (precision + recall) > value
    }
  }

  /// The smallest common subsequence that can reach the limit: ⌈t(m + n) / 2⌉, ties included.
  func minimumCommon(_ first: Int, _ second: Int) -> Int {
    (tenThousandths * (first + second) + 2 * Self.unit - 1) / (2 * Self.unit)
  }

  /// The fewest tokens that a partner of a text can have, which is also the smallest common
  /// subsequence with any partner: ⌈t·n / (2 − t)⌉.
  func minimumPartner(_ count: Int) -> Int {
    let divisor = 2 * Self.unit - tenThousandths
    return (tenThousandths * count + divisor - 1) / divisor
  }
}
