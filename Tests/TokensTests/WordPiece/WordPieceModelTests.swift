import Testing
import Tokens

/// WordPiece ids equal those of Hugging Face tokenizers, and hold for words of any size and any
/// bytes.
struct WordPieceModelTests {
  static func ids(_ model: WordPieceModel, _ word: [UInt8]) -> [UInt32] {
    var ids = ContiguousArray<UInt32>()
    word.withUnsafeBufferPointer { model.encode(word: $0, into: &ids) }
    return Array(ids)
  }

  static func model(
    _ pieces: [String], prefix: String = "##", maximum: Int = 100
  ) throws -> WordPieceModel {
    try WordPieceModel(
      pieces: pieces.map { Array($0.utf8) }, unknownID: 0, continuingPrefix: Array(prefix.utf8),
      maximumCharacters: maximum)
  }

  @Test("a trained vocabulary", arguments: ModelFixture.read("wordpiece.jsonl"))
  func fixtures(fixture: ModelFixture) throws {
    let model = try WordPieceModel(
      pieces: fixture.pieces.map { Array($0.utf8) }, unknownID: fixture.unknown)
    let cutting = try WordCutting(named: fixture.cut)
    #expect(fixture.texts.count > 40)
    for (text, expected) in zip(fixture.texts, fixture.ids) {
      var ids = ContiguousArray<UInt32>()
      cutting.forEachWord(of: text) { model.encode(word: $0, into: &ids) }
      #expect(Array(ids) == expected, "\(text)")
    }
  }

  @Test("the fixture holds its vocabulary")
  func count() { #expect(ModelFixture.read("wordpiece.jsonl").count == 1) }

  @Test(
    "the longest piece from the left, or the word is unknown as a whole",
    arguments: [
      ("unable", [1, 3]), ("una", [1, 4]), ("unb", [0]), ("able", [0]), ("##able", [3]), ("", []),
      ("unaun", [0]), ("##", [0]),
    ] as [(String, [UInt32])])
  func greedy(word: String, expected: [UInt32]) throws {
    let model = try Self.model(["[UNK]", "un", "##ab", "##able", "##a"])
    #expect(Self.ids(model, Array(word.utf8)) == expected)
  }

  @Test("characters are counted, not bytes, and ill-formed bytes count one each")
  func maximum() throws {
    let model = try Self.model(["[UNK]", "é", "##é"], maximum: 3)
    #expect(Self.ids(model, Array("ééé".utf8)) == [1, 2, 2])
    #expect(Self.ids(model, Array("éééé".utf8)) == [0])
    #expect(Self.ids(model, [0xC3, 0xC3, 0xA9]) == [0])
    #expect(Self.ids(model, [UInt8](repeating: 0x61, count: 10_000_000)) == [0])
  }

  @Test(
    "without a prefix pieces continue words as they begin them; without its pieces nothing does")
  func prefixes() throws {
    #expect(
      Self.ids(try Self.model(["[UNK]", "a", "ab"], prefix: ""), [0x61, 0x61, 0x62]) == [1, 2])
    #expect(Self.ids(try Self.model(["[UNK]", "a"]), [0x61, 0x61]) == [0])
    #expect(throws: TokenizerError.self) { try Self.model([]) }
  }

  @Test("a long word that may be cut is, or is unknown as a whole")
  func longWord() throws {
    let rules = WordPieceRules(
      unknownToken: 0, continuingPrefix: Array("##".utf8), maximumCharacters: 1 << 40)
    let tokens = ["[UNK]", "a", "##a", "##aa"].map { Array($0.utf8) }
    let encoder = try LongWordTests.unsplit(
      TokenizerDefinition(tokens: tokens, model: .wordPiece(rules), splitting: [])
    ).makeEncoder()
    let word = [UInt8](repeating: 0x61, count: 100_002)
    #expect(try encoder.encode(word) == [1] + ContiguousArray(repeating: 3, count: 50_000) + [2])
    #expect(try encoder.encode(word + [0x62]) == [0])
  }
}
