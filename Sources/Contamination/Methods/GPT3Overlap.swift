public import Pipelines
import Text

/// The n-gram overlap of GPT-3: one n-gram of 8 to 13 words makes an item dirty.
///
/// Words are those of `WordDefinition.gpt3`. N is the length in words that 5 % of a set's items do not
/// exceed, but from 8 to 13. Items shorter than N have no n-gram and cannot be found. N-grams that stand
/// in more than 10 documents are ignored. Source: Brown et al. 2020, "Language Models are Few-Shot
/// Learners", appendix C. The item's length is that of the example with its answer, which gives the N of
/// the paper's table for LAMBADA (13) and OpenBookQA (8).
///
/// Departure: n-grams in which no word has a letter never count.
public struct GPT3Overlap: ContaminationMethod {
  public static let name = "gpt3"
  public static let summary =
    "n-gram overlap of GPT-3, one n-gram of 8 to 13 words (Brown et al. 2020, appendix C)"

  public static let usualAction = RemovalAction.cut
  public static var stage: any Stage.Type { DecontaminateCounted<GPT3Overlap>.self }

  /// The least N; the paper has 8.
  public var minimumWords = 8
  /// The greatest N, at most 255; the paper has 13.
  public var maximumWords = 13
  /// N-grams that stand in more documents are ignored; the paper has 10.
  public var maximumDocuments = 10

  /// The share of items that may be shorter than N.
  static let shorterFraction = 0.05

  public init() {}

  public func validate() throws {
    guard (1...255).contains(minimumWords) else {
      throw SettingsProblem("minimumWords", "is \(minimumWords); from 1 to 255 is accepted")
    }
    guard (minimumWords...255).contains(maximumWords) else {
      throw SettingsProblem(
        "maximumWords",
        "is \(maximumWords); from minimumWords (\(minimumWords)) to 255 is accepted")
    }
    guard maximumDocuments >= 1 else {
      throw SettingsProblem("maximumDocuments", "is \(maximumDocuments); 1 or more is accepted")
    }
  }

  /// N for a set whose items have these lengths in words; `maximumWords` for an empty set.
  ///
  /// The percentile is the item at rank ⌊0.05 · (count - 1)⌋ by length, from 0.
  public func wordsPerNGram(itemWords: [Int]) -> Int {
    guard !itemWords.isEmpty else { return maximumWords }
    let rank = Int(Self.shorterFraction * Double(itemWords.count - 1))
    return min(max(itemWords.sorted()[rank], minimumWords), maximumWords)
  }

  public func prepare(
    _ sets: [BenchmarkSet], tokens: (any TextUnits)?
  ) -> any BenchmarkSearch {
    let texts = ItemTexts(sets: sets, scope: .exampleAndOptions, units: WordUnits(.gpt3))
    let lengths = sets.map { set in
      wordsPerNGram(itemWords: texts.runs(of: set).map { $0[0].hashes.count })
    }
    return NGramSearch(
      method: Self.name, texts: texts, lengths: lengths,
      rule: NGramRule(
        measure: .nGrams, scope: .corpus, threshold: .above(0), maximumDocuments: maximumDocuments))
  }
}
