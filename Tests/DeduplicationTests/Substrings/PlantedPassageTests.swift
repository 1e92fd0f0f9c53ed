import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct PlantedPassageTests {
  @Test(
    "a passage planted in real pages is cut from all but the first, as by looking at every window",
    .enabled(if: SharedData.isAvailable))
  func plantedPassage() throws {
    var random = SplitMix64(seed: 11)
    let passage = TestTexts.words(60, using: &random).joined(separator: " ")
    let pages = try SharedShards.read("web/c4-300.jsonl.zst").map(\.text)
    func paragraphs(_ text: String) -> [Substring] {
      text.split(separator: "\n", omittingEmptySubsequences: false)
    }
    let planted = pages.enumerated().map { index, text -> String in
      guard index % 3 == 0 else { return text }
      var lines = paragraphs(text)
      lines.insert(passage[...], at: index % (lines.count + 1))
      return lines.joined(separator: "\n")
    }
    var settings = SubstringSettings()
    settings.minimumWordsLeft = 0
    func run(_ texts: [String]) throws -> [String] {
      try StageHarness.run(
        SubstringDeduplication.self, settings, on: [.init(name: "pages", texts: texts)],
        partitions: 8
      ).documents.map { String(decoding: $0.document.text, as: UTF8.self) }
    }
    func words(_ text: String) -> [String] {
      text.split(whereSeparator: \.isWhitespace).map(String.init)
    }
    let before = try run(pages)
    let after = try run(planted)
    #expect(after[0].contains(passage))
    #expect(after.count { $0.contains(passage) } == 1)
    for index in pages.indices where index % 3 != 0 { #expect(after[index] == before[index]) }
    for (texts, results) in [(pages, before), (planted, after)] {
      let expected = RepeatReference.remaining(texts.map(words), minimumWords: 50)
      for (result, expected) in zip(results, expected) {
        let isExpected = words(result) == expected
        #expect(isExpected, "\(result)")
      }
    }
  }
}
