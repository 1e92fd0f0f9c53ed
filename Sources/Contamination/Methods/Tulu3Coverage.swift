import Pipelines
import Text

/// The token coverage of Tülu 3: more than half of an item's tokens in 8-grams of one document.
///
/// A training set counts as contaminated by an evaluation set of which more than 2 % of the items are
/// dirty. Without a tokenizer, words and punctuation marks as they stand take the place of tokens.
/// Source: Lambert et al. 2024, "Tülu 3: Pushing Frontiers in Open Language Model Post-Training",
/// section 3.2.
///
/// Departure: n-grams in which no token has a letter cover nothing.
public struct Tulu3Coverage: ContaminationMethod {
  public static let name = "tulu3"
  public static let summary =
    "more than half of the tokens in 8-grams of one document, of Tülu 3 (Lambert et al. 2024, "
    + "section 3.2)"

  /// Length of the n-grams in tokens, at most 255; the paper has 8.
  public var tokens = 8
  /// A larger share of covered tokens makes an item dirty, 0 to 1; the paper has 0.5.
  public var maximumCleanShare = 0.5
  /// A larger share of dirty items makes an evaluation set contaminated, 0 to 1; the paper has 0.02.
  public var maximumDirtyItemShare = 0.02

  public init() {}

  public func validate() throws {
    try NGramSearch.validate(words: tokens, "tokens")
    try NGramSearch.validate(share: maximumCleanShare, "maximumCleanShare")
    try NGramSearch.validate(share: maximumDirtyItemShare, "maximumDirtyItemShare")
  }

  public func prepare(_ sets: [BenchmarkSet], tokens units: (any TextUnits)?) -> any BenchmarkSearch
  {
    NGramSearch(
      method: Self.name, sets: sets, units: units ?? WordUnits(.separated), length: tokens,
      rule: NGramRule(
        measure: .units, scope: .document, threshold: .above(maximumCleanShare),
        maximumDirtyItemShare: maximumDirtyItemShare))
  }
}
