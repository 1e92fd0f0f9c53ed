import TestSupport
import Testing
import Tokens

@Suite struct SplitterTests {
  @Test("steps cut as Hugging Face tokenizers 0.23.3 does")
  func stepsEqualHuggingFace() throws {
    let goldens = try SplitGolden.read("steps")
    #expect(goldens.count > 100)
    for golden in goldens {
      let steps = try #require(golden.steps).map { try #require($0.step) }
      let splitter = try Splitter(steps)
      let differing = golden.cases.filter {
        splitter.words($0.text.bytes) != $0.words.map(\.bytes)
      }
      let first = differing.first
      #expect(
        differing.isEmpty,
        """
        \(steps): \(differing.count) texts, the first \(String(describing: first?.text)) \
        gives \(splitter.words(first?.text.bytes ?? []).texts), not \(first?.words ?? [])
        """)
    }
  }

  @Test("named patterns cut as tiktoken 0.14.0 does")
  func patternsEqualTiktoken() throws {
    let goldens = try SplitGolden.read("patterns")
    #expect(goldens.count == 3)
    for golden in goldens {
      let pattern = try #require(golden.pattern.flatMap(SplitPattern.init(name:)))
      for example in golden.cases {
        let words = Splitter(pattern).words(example.text.bytes)
        #expect(words == example.words.map(\.bytes), "\(pattern): \(words.texts)")
      }
    }
  }
}
