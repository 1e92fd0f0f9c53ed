import TestSupport
import Testing
import Tokens

@Suite struct PretokenizerTests {
  static func words(_ bytes: [UInt8]) -> [[UInt8]] {
    var words: [[UInt8]] = []
    Pretokenizer().forEachWord(in: bytes.span) { words.append(Array(bytes[$0])) }
    return words
  }

  /// Expected words from `pre_tokenizers.ByteLevel` of Hugging Face tokenizers 0.23.3.
  @Test(
    "words are those of GPT-2's pattern",
    arguments: [
      ("", []),
      ("Hello world", ["Hello", " world"]),
      (
        "we'll they've I'm 'tis don'T he'd x's 's",
        [
          "we", "'ll", " they", "'ve", " I", "'m", " '", "tis", " don", "'", "T", " he", "'d", " x",
          "'s", " '", "s",
        ]
      ),
      ("  two   spaces ", [" ", " two", "  ", " spaces", " "]),
      ("a\n\nb \n c", ["a", "\n", "\n", "b", " \n", " c"]),
      ("trail \t", ["trail", " \t"]),
      ("tab\tx", ["tab", "\t", "x"]),
      ("x=1;y+=22.5", ["x", "=", "1", ";", "y", "+=", "22", ".", "5"]),
      (
        "na\u{EF}ve caf\u{E9} \u{5317}\u{4EAC}2024\u{5E74}",
        ["na\u{EF}ve", " caf\u{E9}", " \u{5317}\u{4EAC}", "2024", "\u{5E74}"]
      ),
      (
        "\u{BD} \u{216B} \u{663}\u{664} x\u{B2}",
        ["\u{BD}", " \u{216B}", " \u{663}\u{664}", " x", "\u{B2}"]
      ),
      ("a\u{A0}b\u{3000} c", ["a", "\u{A0}", "b", "\u{3000}", " c"]),
      ("'", ["'"]),
      ("''s'", ["''", "s", "'"]),
      ("  'll", [" ", " '", "ll"]),
      ("\u{1F642}\u{1F642} ok!", ["\u{1F642}\u{1F642}", " ok", "!"]),
      ("e\u{301}te", ["e", "\u{301}", "te"]),
      (" \u{300}", [" \u{300}"]),
      ("\"quoted\" (x)", ["\"", "quoted", "\"", " (", "x", ")"]),
    ] as [(String, [String])])
  func wordsOfTexts(text: String, expected: [String]) {
    #expect(Self.words(Array(text.utf8)) == expected.map { Array($0.utf8) })
  }

  @Test("words are adjacent, never empty and cover any bytes", arguments: UInt64(0)..<200)
  func wordsCoverBytes(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
      let common: [UInt8] = [0x20, 0x27, 0x0A, 0x61, 0x31, 0xE2, 0x80, 0xF0, 0xC3, 0xFF]
      return Bool.random(using: &random)
        ? common.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
    }
    let words = Self.words(bytes)
    #expect(words.flatMap(\.self) == bytes)
    #expect(words.allSatisfy { !$0.isEmpty })
  }
}
