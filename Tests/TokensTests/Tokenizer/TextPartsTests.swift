import TestSupport
import Testing
import Tokens

/// Texts encoded in parts against the same texts encoded whole.
@Suite struct TextPartsTests {
  /// Words, runs of spaces, marks, digits and symbols, so that parts end at all kinds of places.
  static func text(seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    let pieces = [
      "the", "lowest", "A", "I'm", "wide", "x", "e\u{301}", "\u{FF21}\u{FF22}", "42", "3.14", "_",
      "▁",
      "\u{4E00}\u{4E8C}", "\u{1F600}", "don't", "\u{AC00}", "ﬁ", "Éa", "</s>", "...", "(a)",
    ]
    let gaps = [" ", " ", " ", " ", "  ", "    ", "\n", " \n ", "\t", "", "\u{A0}", " \u{301}"]
    var text = ""
    for _ in 0..<200 {
      text += pieces.randomElement(using: &random) ?? ""
      text += gaps.randomElement(using: &random) ?? ""
    }
    return Array(text.utf8)
  }

  static func check(_ tokenizer: Tokenizer, _ name: String) throws {
    let whole = tokenizer.makeEncoder(window: LongWordTests.unsplitWindow)
    let parts = [1, 5].map { tokenizer.makeEncoder(window: $0) }
    for seed in UInt64(0)..<20 {
      let text = text(seed: seed)
      let ids = try whole.encode(text, parsingAddedTokens: seed % 2 == 0)
      for encoder in parts {
        #expect(
          try encoder.encode(text, parsingAddedTokens: seed % 2 == 0) == ids,
          "\(name), seed \(seed)")
      }
    }
  }

  @Test("parts give the ids of the whole text", arguments: ReferenceVocabulariesTests.Fixture.all)
  func fixtures(fixture: ReferenceVocabulariesTests.Fixture) throws {
    if ReferenceVocabulariesTests.refusals[fixture.name] != nil { return }
    let tokenizer = try Tokenizer(contentsOf: fixture.path())
    try Self.check(tokenizer, fixture.name)
  }

  @Test(
    "parts give the ids of the whole text in published tokenizers",
    .enabled(if: SharedData.isAvailable),
    arguments: ["gpt2", "cl100k_base", "phi-3-mini", "t5-small", "mistral-v1"])
  func published(name: String) throws {
    try Self.check(OddInputsTests.tokenizer(name), name)
  }
}
