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

  /// Expected words from `pre_tokenizers.ByteLevel` of Hugging Face tokenizers 0.23.3.
  @Test(
    "words of GPT-2's pattern are those of Hugging Face",
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
  func wordsOfGPT2(text: String, expected: [String]) throws {
    let splitter = try Splitter([.byteLevel(addsPrefixSpace: false, splits: true)])
    #expect(splitter.words(Array(text.utf8)).texts == expected)
  }

  @Test("a mark for the start of the input stands only there")
  func textStart() throws {
    let mark = Array("\u{2581}".utf8)
    let splitter = try Splitter([.metaspace(replacement: mark, prepend: .first, splits: true)])
    #expect(splitter.words(Array("a b".utf8)).texts == ["\u{2581}a", "\u{2581}b"])
    #expect(splitter.words(Array("a b".utf8), isTextStart: false).texts == ["a", "\u{2581}b"])
  }

  @Test("without steps the whole text is one word, and no text has none")
  func wholeText() throws {
    #expect(try Splitter([]).words([0x61, 0x20, 0xFF]) == [[0x61, 0x20, 0xFF]])
    #expect(try Splitter([]).words([]).isEmpty)
    #expect(Splitter(.o200k).words([]).isEmpty)
  }

  @Test("words stay raw bytes when steps follow the byte alphabet, whatever the bytes")
  func bytesAfterByteAlphabet() throws {
    let splitter = try Splitter([
      .byteLevel(addsPrefixSpace: false, splits: false), .digits(individually: true),
    ])
    #expect(splitter.words(Array(UInt8.min...UInt8.max)).flatMap(\.self) == Array(0...255))
    // Byte B2 is written as a superscript two there, which is a number.
    #expect(splitter.words([0xC3, 0xB2, 0xFF]) == [[0xC3], [0xB2], [0xFF]])
  }

  @Test(
    "steps that would see another step's byte alphabet are refused by name",
    arguments: [
      SplitStep.byteLevel(addsPrefixSpace: false, splits: true),
      .metaspace(replacement: [0x5F], prepend: .always, splits: true),
    ])
  func refusedSequences(second: SplitStep) {
    let error = #expect(throws: TokenizerError.self) {
      try Splitter([.byteLevel(addsPrefixSpace: true, splits: true), second])
    }
    #expect(error?.description.contains("ByteLevel") == true)
  }

  @Test("a failure belongs to its text alone")
  func failureOfOneText() throws {
    let splitter = try Splitter([.split(.expression("(?:a+)+$"), .isolated, isInverted: false)])
    var scratch = SplitScratch()
    let texts: [([UInt8], fails: Bool)] = [
      ([UInt8](repeating: 0x61, count: 60) + [0x21], true), ([0x61], false), ([], false),
    ]
    for (text, fails) in texts {
      text.withUnsafeBufferPointer {
        splitter.forEachWord(in: $0, isTextStart: true, scratch: &scratch) { _, _ in }
      }
      #expect((scratch.failure != nil) == fails)
    }
  }
}
