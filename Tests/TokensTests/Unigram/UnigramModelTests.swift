import FoundationEssentials
import TestSupport
import Testing
import Tokens

/// Unigram ids equal those of Hugging Face tokenizers, and hold for words of any size and any
/// bytes.
struct UnigramModelTests {
  static func ids(_ model: UnigramModel, _ word: [UInt8]) -> [UInt32] {
    var ids = ContiguousArray<UInt32>()
    var scratch = UnigramScratch()
    word.withUnsafeBufferPointer { model.encode(word: $0, scratch: &scratch, into: &ids) }
    return Array(ids)
  }

  @Test("trained and random vocabularies", arguments: ModelFixture.read("unigram.jsonl"))
  func fixtures(fixture: ModelFixture) throws {
    let scores = try #require(fixture.scores)
    let pieces = zip(fixture.pieces, scores).map { (bytes: Array($0.utf8), score: $1) }
    let model = try UnigramModel(
      pieces: pieces, unknownID: fixture.unknown, byteFallback: fixture.byteFallback)
    let cutting = try WordCutting(named: fixture.cut)
    var scratch = UnigramScratch()
    for (text, expected) in zip(fixture.texts, fixture.ids) {
      var ids = ContiguousArray<UInt32>()
      cutting.forEachWord(of: text) { model.encode(word: $0, scratch: &scratch, into: &ids) }
      #expect(Array(ids) == expected, "\(text)")
    }
  }

  @Test("the fixture holds 34 vocabularies")
  func count() { #expect(ModelFixture.read("unigram.jsonl").count == 34) }

  @Test("T5's ids", .enabled(if: SharedData.isAvailable))
  func t5() throws {
    struct Case: Decodable {
      var text: String
      var ids: [UInt32]
    }
    let path = SharedData.path("tokenizers/t5-small/tokenizer.json.zst")
    let tokenizer = try Tokenizer(tokenizerJSON: try StreamContent(path).bytes, name: "t5-small")
    let encoder = tokenizer.makeEncoder()
    let cases: [Case] = try ModelFixture.lines(of: "t5.jsonl")
    #expect(cases.count > 60)
    for one in cases {
      #expect(Array(try encoder.encode(Array(one.text.utf8))) == one.ids, "\(one.text)")
    }
  }

  static func small(byteFallback: Bool = false) throws -> UnigramModel {
    let scores: [(String, Double)] = [
      ("<unk>", 0), ("a", -1), ("aa", -1.5), ("aaa", -2), ("é", -1), ("hidden", -.infinity),
    ]
    let bytes = (0..<256).map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return ("<0x\(digits.count == 1 ? "0" : "")\(digits)>", -9.0)
    }
    return try UnigramModel(
      pieces: (scores + (byteFallback ? bytes : [])).map { (Array($0.0.utf8), $0.1) },
      unknownID: 0, byteFallback: byteFallback)
  }

  @Test("unknown characters and ill-formed bytes in a row are one unknown piece")
  func unknown() throws {
    let model = try Self.small()
    #expect(Self.ids(model, [0x61, 0xFF, 0x7A, 0xC3, 0x61]) == [1, 0, 1])
    #expect(Self.ids(model, Array("hidden".utf8)) == [0])
    #expect(Self.ids(model, []) == [])
  }

  @Test("with fallback every byte keeps its own id", arguments: UInt64(0)..<50)
  func fallback(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let word = (0..<20).map { _ in UInt8(truncatingIfNeeded: random.next()) | 0x80 }
    let model = try Self.small(byteFallback: true)
    let bytes = Self.ids(model, word).flatMap { id in
      id == 4 ? Array("é".utf8) : [UInt8(truncatingIfNeeded: id &- 6)]
    }
    #expect(bytes == word)
  }

  @Test("one word of ten million bytes", .timeLimit(.minutes(3)))
  func longWord() throws {
    let model = try Self.small()
    let ids = Self.ids(model, [UInt8](repeating: 0x61, count: 9_999_999))
    #expect(ids.count == 3_333_333)
    #expect(ids.allSatisfy { $0 == 3 })
    #expect(Self.ids(model, [UInt8](repeating: 0x7A, count: 1_000_000)) == [0])
  }

  @Test("windows of any size give the ids of the whole word", arguments: UInt64(0)..<40)
  func windows(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let letters = Int.random(in: 1...4, using: &random)
    var pieces: [[UInt8]] = [Array("<unk>".utf8), [0x61], [0x7A]]
    for _ in 0..<Int.random(in: 1...40, using: &random) {
      let piece = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        UInt8(97 + Int.random(in: 0..<letters, using: &random))
      }
      if !pieces.contains(piece) { pieces.append(piece) }
    }
    // Few different scores, so that many paths are equal.
    let scores = pieces.map { piece in
      Double(piece.count) * -0.5 - Double(Int.random(in: 0...4, using: &random)) / 4
    }
    let rules = UnigramRules(
      scores: scores, unknownToken: 0, byteFallback: false,
      precision: seed % 2 == 0 ? .double : .single)
    let tokenizer = try LongWordTests.unsplit(
      TokenizerDefinition(tokens: pieces, model: .unigram(rules), splitting: []))
    for _ in 0..<6 {
      var text = LongWordTests.text(letters: letters, &random)
      let place = Int.random(in: 0..<text.count - 100, using: &random)
      for offset in 0..<Int.random(in: 0...100, using: &random) { text[place + offset] = 0x78 }
      let whole = try tokenizer.makeEncoder(window: LongWordTests.unsplitWindow).encode(text)
      for window in [1, 8, 13, 64, 500] {
        #expect(try tokenizer.makeEncoder(window: window).encode(text) == whole)
      }
    }
  }

  @Test("a vocabulary without a usable unknown piece or with a score that is no number is refused")
  func refused() {
    let piece = (bytes: [UInt8(0x61)], score: -1.0)
    for unknown in [nil, 1] as [UInt32?] {
      #expect(throws: TokenizerError.self) {
        try UnigramModel(pieces: [piece], unknownID: unknown, byteFallback: false)
      }
    }
    #expect(throws: TokenizerError.self) {
      try UnigramModel(pieces: [([0x61], .nan)], unknownID: 0, byteFallback: false)
    }
  }

  @Test(
    "scores are read as serde_json reads them, off by one unit in the last place or not",
    arguments: [
      ("-2.0122928619384766", -Double(20_122_928_619_384_766 as UInt64) / 1e16), ("0", 0),
      ("-0.5", -0.5),
      ("12e2", 1200), ("1.5E-3", 0.0015), ("18446744073709551616", 1.8446744073709552e19),
      ("0.12345678901234567890123", Double(12_345_678_901_234_567_890 as UInt64) / 1e20),
      ("1e-400", 0),
      ("1e400", nil), ("-", nil), ("1.x", nil), ("", nil), ("true", nil),
    ] as [(String, Double?)])
  func score(text: String, expected: Double?) {
    #expect(UnigramScore.value(of: Array(text.utf8)[...]) == expected)
  }
}
