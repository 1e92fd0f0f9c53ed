import Pipelines
import Text

/// The paragraphs of Dolma: one of an item's paragraphs of 13 words or more, as it stands, in a document.
///
/// Paragraphs are lines without white space at their ends; words and punctuation marks count as words.
/// Source: Soldaini et al. 2024, "Dolma: an Open Corpus of Three Trillion Tokens", section 5; the same
/// rule made Paloma.
///
/// Departures: an exact table in place of a Bloom filter; paragraphs without a letter do not count.
public struct DolmaParagraphs: ContaminationMethod {
  public static let name = "dolma"
  public static let summary =
    "paragraphs of 13 words or more that stand in a document exactly (Soldaini et al. 2024, section 5)"

  /// The least length of a paragraph in words and punctuation marks; the paper has 13.
  public var minimumWords = 13

  public init() {}

  public func validate() throws {
    guard minimumWords >= 1 else {
      throw SettingsProblem("minimumWords", "is \(minimumWords); 1 or more is accepted")
    }
  }

  public func prepare(_ sets: [BenchmarkSet], tokens: (any TextUnits)?) -> any BenchmarkSearch {
    ParagraphSearch(sets, minimumWords: minimumWords)
  }
}
