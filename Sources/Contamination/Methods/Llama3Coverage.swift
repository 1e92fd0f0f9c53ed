import Pipelines
import Text

/// The token coverage of Llama 3: the share of an item's tokens that stand in an 8-gram of the corpus.
///
/// What several documents hold adds up. An item is dirty from a share T on, which the paper chooses for
/// each evaluation set by the largest significant gain; there is no common value, 0.5 stands in. Without a
/// tokenizer, words and punctuation marks as they stand take the place of tokens. Source: Grattafiori et
/// al. 2024, "The Llama 3 Herd of Models", section 5.1.4.
///
/// Departure: n-grams in which no token has a letter cover nothing.
public struct Llama3Coverage: ContaminationMethod {
  public static let name = "llama3"
  public static let summary =
    "share of tokens in shared 8-grams, of Llama 3 (Grattafiori et al. 2024, section 5.1.4)"

  /// Length of the n-grams in tokens, at most 255; the paper has 8.
  public var tokens = 8
  /// The least share of covered tokens that makes an item dirty, 0 to 1.
  public var minimumDirtyShare = 0.5

  public init() {}

  public func validate() throws {
    try NGramSearch.validate(words: tokens, "tokens")
    try NGramSearch.validate(share: minimumDirtyShare, "minimumDirtyShare")
  }

  public func prepare(_ sets: [BenchmarkSet], tokens units: (any TextUnits)?) -> any BenchmarkSearch
  {
    NGramSearch(
      method: Self.name, sets: sets, units: units ?? WordUnits(.separated), length: tokens,
      rule: NGramRule(measure: .units, scope: .corpus, threshold: .atLeast(minimumDirtyShare)))
  }
}
