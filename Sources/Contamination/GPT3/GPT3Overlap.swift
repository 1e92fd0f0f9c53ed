import Text

/// The n-gram overlap of GPT-3: how long the n-grams are that a set is looked for with.
///
/// Words are those of `WordDefinition.gpt3`. N is the length in words that 5 % of a set's items do not
/// exceed, but from 8 to 13. Items shorter than N have no n-gram and cannot be found: they are counted.
/// Source: Brown et al. 2020, "Language Models are Few-Shot Learners", appendix C. The item's length is
/// that of the example with its answer, which gives the N of the paper's table for LAMBADA (13) and
/// OpenBookQA (8).
public struct GPT3Overlap: Sendable, Equatable, Codable {
  /// The least N; the paper has 8.
  public var minimumWords: Int
  /// The greatest N; the paper has 13.
  public var maximumWords: Int

  /// The share of items that may be shorter than N.
  static let shorterFraction = 0.05

  /// - Parameters:
  ///   - minimumWords: from 1 to `maximumWords`.
  ///   - maximumWords: up to 255.
  public init(minimumWords: Int = 8, maximumWords: Int = 13) {
    precondition(
      1 <= minimumWords && minimumWords <= maximumWords && maximumWords <= 255,
      "n-gram lengths: 1 to 255 words")
    self.minimumWords = minimumWords
    self.maximumWords = maximumWords
  }

  /// N for a set whose items have these lengths in words; `maximumWords` for an empty set.
  ///
  /// The percentile is the item at rank ⌊0.05 · (count - 1)⌋ by length, from 0.
  public func wordsPerNGram(itemWords: [Int]) -> Int {
    guard !itemWords.isEmpty else { return maximumWords }
    let rank = Int(Self.shorterFraction * Double(itemWords.count - 1))
    return min(max(itemWords.sorted()[rank], minimumWords), maximumWords)
  }

  /// Indexes sets for this method.
  package func index(_ benchmarks: [BenchmarkSet]) -> IndexedBenchmarks {
    var words = WordList()
    var sets: [(items: [ItemWords], length: Int)] = []
    for benchmark in benchmarks {
      let items = benchmark.items.map { ItemWords($0, words: &words) }
      let length = wordsPerNGram(itemWords: items.map(\.exampleCount))
      sets.append((items, length))
    }
    return IndexedBenchmarks(benchmarks, index: NGramIndex.building(sets), sets: sets)
  }
}
