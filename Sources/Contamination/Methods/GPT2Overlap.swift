import Pipelines
import Text

/// The 8-gram overlap of GPT-2: the share of an item's n-grams that the corpus holds.
///
/// Words are runs of letters, marks and numbers, lowercased, with one space between them. What several
/// documents hold adds up. An item is dirty when any n-gram is found, as the paper excluded such examples
/// of LAMBADA; the shares are what its table 6 averages. Source: Radford et al. 2019, "Language Models
/// are Unsupervised Multitask Learners", section 4.
///
/// Departures: an exact index in place of Bloom filters with false answers at 1e-8; n-grams in which no
/// word has a letter never count; items are looked for in the corpus, where the paper also overlapped
/// test sets with their own training sets.
public struct GPT2Overlap: ContaminationMethod {
  public static let name = "gpt2"
  public static let summary =
    "8-gram overlap of GPT-2, any share above a bound (Radford et al. 2019, section 4)"

  /// Length of the n-grams in words, at most 255; the paper has 8.
  public var words = 8
  /// A larger share of found n-grams makes an item dirty, 0 to 1.
  public var maximumCleanShare = 0.0

  public init() {}

  public func validate() throws {
    try NGramSearch.validate(words: words)
    try NGramSearch.validate(share: maximumCleanShare, "maximumCleanShare")
  }

  public func prepare(_ sets: [BenchmarkSet], tokens: (any TextUnits)?) -> any BenchmarkSearch {
    NGramSearch(
      method: Self.name, sets: sets, units: WordUnits(.alphanumeric), length: words,
      rule: NGramRule(measure: .nGrams, scope: .corpus, threshold: .above(maximumCleanShare)))
  }
}
