import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct BloomNGramDeduplicationTests {
  private typealias Settings = BloomNGramDeduplication.Settings

  private func run(
    _ shards: [StageHarness.Shard], _ change: (inout Settings) -> Void = { _ in }
  ) throws -> StageHarness.Outcome {
    var settings = Settings()
    settings.falsePositiveRate = 1e-9
    change(&settings)
    return try StageHarness.run(BloomNGramDeduplication.self, settings, on: shards)
  }

  /// The rule with sets of words instead of a filter: what remains of each text, nil when it goes.
  private func reference(_ texts: [String], _ settings: Settings) -> [String?] {
    var known: Set<[Substring]> = []
    func ngrams(_ paragraph: Substring) -> [[Substring]] {
      let words = paragraph.split(whereSeparator: \.isWhitespace)
      guard words.count >= settings.minimumWords else { return [] }
      guard words.count > settings.ngramWords else { return [words] }
      return (0...words.count - settings.ngramWords).map {
        Array(words[$0..<$0 + settings.ngramWords])
      }
    }
    func isRepeated(_ ngrams: [[Substring]]) -> Bool {
      Double(ngrams.count { known.contains($0) }) > settings.threshold * Double(ngrams.count)
    }
    return texts.map { text in
      let paragraphs =
        settings.mode == .document
        ? [text[...]] : text.split(separator: "\n", omittingEmptySubsequences: true)
      let tested = paragraphs.map(ngrams)
      if settings.mode != .paragraph, isRepeated(Array(tested.joined())) { return nil }
      let kept = zip(paragraphs, tested).filter { settings.mode == .document || !isRepeated($0.1) }
      for (_, ngrams) in kept { known.formUnion(ngrams) }
      if kept.isEmpty, !paragraphs.isEmpty { return nil }
      return settings.mode == .document
        ? text : kept.map { String($0.0) }.joined(separator: "\n")
    }
  }

  private static let cases = BloomNGramDeduplication.Mode.allCases.flatMap { mode in
    (UInt64(0)..<8).map { (mode, $0) }
  }

  @Test("what remains is what sets of n-grams leave", arguments: cases)
  func equalsReference(mode: BloomNGramDeduplication.Mode, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let phrases = (0..<12).map { _ in
      TestTexts.words(Int.random(in: 2...9, using: &random), using: &random).joined(separator: " ")
    }
    let texts = (0..<60).map { _ in
      (0..<Int.random(in: 0...4, using: &random)).map { _ in
        (0..<Int.random(in: 1...5, using: &random)).map { _ in
          Bool.random(using: &random)
            ? phrases[Int.random(in: 0..<phrases.count, using: &random)]
            : TestTexts.words(2, using: &random).joined(separator: " ")
        }.joined(separator: " ")
      }.joined(separator: "\n")
    }
    var settings = Settings()
    settings.mode = mode
    settings.ngramWords = 3
    settings.minimumWords = Int(seed % 5) + 1
    settings.threshold = [0, 0.3, 0.5, 0.8][Int(seed % 4)]
    settings.falsePositiveRate = 1e-9
    let shards = [
      StageHarness.Shard(name: "a", texts: Array(texts[..<25])),
      StageHarness.Shard(name: "b", texts: Array(texts[25...])),
    ]
    let outcome = try run(shards) { $0 = settings }
    let remaining = outcome.documents.map { document, verdict in
      verdict.isKept ? String(validating: document.text, as: UTF8.self) : nil
    }
    let expected = reference(texts, settings)
    #expect(remaining == expected)
    // The corpus must put the rule to the test.
    #expect(expected.contains(nil) && expected.contains { $0?.isEmpty == false })
  }

  @Test("different documents stay, their copies go", arguments: [0.01, 1e-6])
  func copies(rate: Double) throws {
    var random = SplitMix64(seed: 5)
    let texts = (0..<200).map { _ in
      (0..<3).map { _ in TestTexts.words(40, using: &random).joined(separator: " ") }
        .joined(separator: "\n")
    }
    let outcome = try run([.init(name: "s", texts: texts + texts.reversed())]) {
      $0.falsePositiveRate = rate
    }
    #expect(outcome.keptTexts == texts)
    #expect(
      outcome.dropped.allSatisfy {
        $0.reason == DropReason("repeated-ngrams", value: 1, threshold: 0.8)
      })
  }

  @Test("a text goes above the threshold, not at it")
  func threshold() throws {
    let texts = ["a b c d e f g h i", "a b c d x", "a b c d e y", "f g h i z z"]
    let outcome = try run([.init(name: "s", texts: texts)]) { settings in
      settings.ngramWords = 1
      settings.minimumWords = 1
    }
    #expect(outcome.keptTexts == [texts[0], texts[1], texts[3]])
    #expect(
      outcome.dropped.map(\.reason)
        == [DropReason("repeated-ngrams", value: 5.0 / 6, threshold: 0.8)])
  }

  @Test("paragraphs below the minimum are not tested, repeated ones are cut and noted")
  func paragraphs() throws {
    let boilerplate = numbered("legal", 20)
    let first = [boilerplate, numbered("one", 30), "Short line"].joined(separator: "\n")
    let second = [numbered("two", 30), boilerplate, "Short line"].joined(separator: "\n")
    let outcome = try run([.init(name: "s", texts: [first, second])])
    #expect(outcome.keptTexts == [first, numbered("two", 30) + "\nShort line"])
    #expect(
      outcome.kept[1].notes["deduplicate-bloom-ngram.paragraphsRemoved"] == .number(1))
  }

  /// Different words: `one0 one1 …`.
  private func numbered(_ stem: String, _ count: Int) -> String {
    (0..<count).map { "\(stem)\($0)" }.joined(separator: " ")
  }

  @Test("settings that cannot be are refused")
  func refusals() {
    func problem(_ change: (inout Settings) -> Void) -> String? { refusedSetting(change) }
    #expect(problem { $0.ngramWords = 0 } == "ngramWords")
    #expect(problem { $0.minimumWords = 0 } == "minimumWords")
    #expect(problem { $0.threshold = 1 } == "threshold")
    #expect(problem { $0.threshold = .nan } == "threshold")
    #expect(problem { $0.maximumMegabytes = 1 << 40 } == "maximumMegabytes")
    #expect(problem { _ in } == nil)
  }
}
