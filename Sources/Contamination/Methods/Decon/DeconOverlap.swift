import Pipelines
import Text

/// The detector decon: weighted n-grams of the question, with answer and passage near it.
///
/// N-grams of a question weigh by how few items have them (IDF). A document is probed at every tenth
/// token; from a hit the cluster grows both ways, and an item leaves it after 11 misses on end. The share
/// of the question's weight that was found counts together with those of the answer behind it and the
/// passage before it (`DeconScore`); short items must be found whole. Without a tokenizer, words (runs of
/// letters, marks and numbers, lowercased) take the place of tokens; with one, text is lowercased and
/// punctuation made space before it is split. Source: decon (Allen Institute for AI, 2025), its document
/// "On Decontamination" and its default configuration.
///
/// Departures: weights are ln((N + 1) / df), so that one item alone can be found; n-grams without a letter
/// do not count; an item that several sets have is reported for each.
public struct DeconOverlap: ContaminationMethod {
  public static let name = "decon"
  public static let summary =
    "weighted n-grams of question, answer and passage near each other, of decon (Allen Institute for "
    + "AI 2025)"

  /// Length of the question's n-grams in tokens; decon has 5.
  public var questionTokens = 5
  /// Length of the answer's n-grams in tokens; decon has 3.
  public var answerTokens = 3
  /// Length of the passage's n-grams in tokens; decon has 4.
  public var passageTokens = 4
  /// A document is probed at every so many tokens; decon has 10.
  public var probeStride = 10
  /// After so many misses on end an item leaves a cluster; decon has 11.
  public var maximumMisses = 11
  /// Items with fewer tokens are left out; decon has 20.
  public var minimumItemTokens = 20
  /// Items with fewer different words are left out; decon has 4.
  public var minimumDistinctWords = 4
  /// The score from which on a document is contaminated, 0 to 1; decon has 0.8.
  public var minimumScore = 0.8
  /// Items of up to so many tokens must be found whole; decon has 20.
  public var perfectMatchTokens = 20
  /// From so many tokens on `minimumScore` is enough; decon has 50.
  public var relaxedMatchTokens = 50
  /// Answers of up to so many tokens must stand there exactly; decon has 3.
  public var shortAnswerTokens = 3
  /// Tokens behind the question in which a short answer is looked for; decon has 50.
  public var shortAnswerWindow = 50
  /// The least number of tokens behind the question in which a long answer is looked for, if twice its
  /// length is not more; decon has 100.
  public var longAnswerWindow = 100
  /// Tokens before the question in which the passage is looked for; decon has 100.
  public var passageWindow = 100
  /// Misses on end after which a passage ends; decon has 2.
  public var passageMisses = 2

  public init() {}

  public func validate() throws {
    for (name, length) in [
      ("questionTokens", questionTokens), ("answerTokens", answerTokens),
      ("passageTokens", passageTokens),
    ] { try NGramSearch.validate(words: length, name) }
    for (name, value, least) in [
      ("probeStride", probeStride, 1), ("maximumMisses", maximumMisses, 1),
      ("minimumItemTokens", minimumItemTokens, 0),
      ("minimumDistinctWords", minimumDistinctWords, 0),
      ("perfectMatchTokens", perfectMatchTokens, 0), ("shortAnswerTokens", shortAnswerTokens, 0),
      ("relaxedMatchTokens", relaxedMatchTokens, perfectMatchTokens),
      ("shortAnswerWindow", shortAnswerWindow, 0), ("longAnswerWindow", longAnswerWindow, 0),
      ("passageWindow", passageWindow, 0), ("passageMisses", passageMisses, 0),
    ] {
      guard (least...1_000_000).contains(value) else {
        throw SettingsProblem(name, "is \(value); from \(least) to 1000000 is accepted")
      }
    }
    guard minimumScore > 0, minimumScore <= 1 else {
      throw SettingsProblem("minimumScore", "is \(minimumScore); above 0 to 1 is accepted")
    }
  }

  public func prepare(_ sets: [BenchmarkSet], tokens: (any TextUnits)?) -> any BenchmarkSearch {
    DeconSearch(
      sets, settings: self, units: tokens.map(Self.units) ?? WordUnits(.alphanumeric)
    )
  }

  /// The tokens of text that is lowercased and freed of punctuation first.
  package static func units(over tokens: any TextUnits) -> any TextUnits {
    CleanedUnits(base: tokens)
  }
}
