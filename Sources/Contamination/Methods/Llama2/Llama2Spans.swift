import Pipelines
import Text

/// The token spans of LLaMA-2: the share of an item's tokens in long spans that the corpus also has.
///
/// A span is longer than 10 tokens in item and document, of which up to 4 differ in place; none of the
/// first 10 and not the last. Tokens that differ do not count. What several documents hold adds up. By
/// the share an item is in some of four classes that overlap: `clean` (under 20 %), `not-clean` (20 % or
/// more), `not-dirty` (under 80 %) and `dirty` (80 % or more); the verdict follows the last. The paper
/// claims an effect on a result only if it is significant (|Z| > 2) in all four, and repeats this for
/// minimum lengths from 10 to 50. Without a tokenizer, words and punctuation marks as they stand take
/// the place of tokens. Source: Touvron et al. 2023, "Llama 2: Open Foundation and Fine-Tuned Chat
/// Models", appendix A.6.
///
/// Departures: spans of which the first tokens have no letter do not begin; an index of the items in
/// place of suffix arrays of the corpus.
public struct Llama2Spans: ContaminationMethod {
  public static let name = "llama2"
  public static let summary =
    "share of tokens in shared spans of LLaMA-2, with a skip-gram budget (Touvron et al. 2023, "
    + "appendix A.6)"

  /// Length of the shortest span in tokens, differing ones included; the paper has 11 first.
  public var minimumTokens = 11
  /// Tokens at the beginning of a span that must not differ, from 2 to 255; the paper has 10.
  public var exactTokens = 10
  /// Tokens of a span that may differ; the paper has 4.
  public var skippedTokens = 4
  /// From this share on an item is not clean, 0 to 1; the paper has 0.2.
  public var notCleanShare = 0.2
  /// From this share on an item is dirty, 0 to 1; the paper has 0.8.
  public var dirtyShare = 0.8

  public init() {}

  public func validate() throws {
    guard (2...255).contains(exactTokens) else {
      throw SettingsProblem("exactTokens", "is \(exactTokens); from 2 to 255 is accepted")
    }
    guard minimumTokens >= exactTokens else {
      throw SettingsProblem(
        "minimumTokens", "is \(minimumTokens); exactTokens (\(exactTokens)) or more is accepted")
    }
    guard skippedTokens >= 0 else {
      throw SettingsProblem("skippedTokens", "is \(skippedTokens); 0 or more is accepted")
    }
    try NGramSearch.validate(share: notCleanShare, "notCleanShare")
    try NGramSearch.validate(share: dirtyShare, "dirtyShare")
  }

  public func prepare(_ sets: [BenchmarkSet], tokens: (any TextUnits)?) -> any BenchmarkSearch {
    SpanSearch(
      self, texts: ItemTexts(sets: sets, scope: .example, units: tokens ?? WordUnits(.separated)))
  }

  /// The classes of an item with a share of contaminated tokens.
  func classes(share: Double) -> [String] {
    [share < notCleanShare ? "clean" : "not-clean", share < dirtyShare ? "not-dirty" : "dirty"]
  }
}
