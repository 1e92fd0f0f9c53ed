import Pipelines
import Text

/// The 8-gram overlap of PaLM: an item is dirty when 70 % of its n-grams stand in the corpus.
///
/// What several documents hold adds up; question, passage and answer all count. The paper leaves open
/// what a word is: runs of letters, marks and numbers, lowercased. Source: Chowdhery et al. 2022, "PaLM:
/// Scaling Language Modeling with Pathways", section 8.
///
/// Departure: n-grams in which no word has a letter count neither as found nor as the item's.
public struct PaLMOverlap: ContaminationMethod {
  public static let name = "palm"
  public static let summary =
    "8-gram overlap of PaLM, at least 70 % of an item's n-grams (Chowdhery et al. 2022, section 8)"

  /// Length of the n-grams in words, at most 255; the paper has 8.
  public var words = 8
  /// The least share of found n-grams that makes an item dirty, 0 to 1; the paper has 0.7.
  public var minimumDirtyShare = 0.7

  public init() {}

  public func validate() throws {
    try NGramSearch.validate(words: words)
    try NGramSearch.validate(share: minimumDirtyShare, "minimumDirtyShare")
  }

  public func prepare(_ sets: [BenchmarkSet], tokens: (any TextUnits)?) -> any BenchmarkSearch {
    NGramSearch(
      method: Self.name, sets: sets, units: WordUnits(.alphanumeric), length: words,
      rule: NGramRule(measure: .nGrams, scope: .corpus, threshold: .atLeast(minimumDirtyShare)))
  }
}
