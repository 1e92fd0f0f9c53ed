import FoundationEssentials
import TestSupport
import Testing
import Tokens

/// Texts at the edge of what a tokenizer meets: none, one endless word, one character for ever, bytes
/// that are no text.
///
/// The expected ids are those of Hugging Face tokenizers 0.23.3 and, of cl100k, of
/// tiktoken 0.14.0; `Fixtures/odd-inputs.py` computed their number and CRC-32.
@Suite(.enabled(if: SharedData.isAvailable)) struct OddInputsTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    var tokenizer: String
    var unit: String
    var count: Int
    var ids: Int
    var crc: UInt32

    var testDescription: String { "\(tokenizer), \(count) × \(unit.debugDescription)" }
    var isLong: Bool { count > 1_000_000 }

    static let all: [Case] = {
      let path = ReferenceVocabulariesTests.Fixture.folder + "../odd-inputs.jsonl"
      let lines = (try? GoldenLine.lines(of: path)) ?? []
      return lines.compactMap { try? JSONDecoder().decode(Case.self, from: Data($0)) }
    }()
  }

  static let names = ["gpt2", "cl100k_base", "phi-3-mini", "bloom", "split-next"]

  static func tokenizer(_ name: String) throws -> Tokenizer {
    switch name {
    case "gpt2": try Tokenizer(contentsOf: SharedData.path("tokenizers/gpt2/tokenizer.json"))
    case "cl100k_base":
      try Tokenizer(contentsOf: SharedData.path("tokenizers/cl100k_base.tiktoken.zst"))
    case "phi-3-mini":
      try Tokenizer(contentsOf: SharedData.path("tokenizers/phi-3-mini/tokenizer.json.zst"))
    case "t5-small":
      try Tokenizer(contentsOf: SharedData.path("tokenizers/t5-small/tokenizer.json.zst"))
    case "mistral-v1":
      try Tokenizer(contentsOf: SharedData.path("tokenizers/mistral-v1/tokenizer.model"))
    default: try Tokenizer(contentsOf: ReferenceVocabulariesTests.Fixture(name: name).path())
    }
  }

  /// A text of `count` units; "letters" is one word of letters drawn with seed 7.
  static func text(_ unit: String, count: Int) -> [UInt8] {
    if unit == "letters" {
      var random = SplitMix64(seed: 7)
      return (0..<count).map { _ in UInt8(97 + random.next() % 26) }
    }
    let bytes = Array(unit.utf8)
    return Array(unsafeUninitializedCapacity: bytes.count * count) { buffer, used in
      used = bytes.count * count
      for place in 0..<used { buffer[place] = bytes[place % bytes.count] }
    }
  }

  private static func check(_ one: Case) throws {
    let tokenizer = try tokenizer(one.tokenizer)
    let text = text(one.unit, count: one.count)
    let ids = try tokenizer.makeEncoder().encode(text)
    #expect(ids.count == one.ids)
    #expect(CRC32.of(ids) == one.crc, "\(one.testDescription)")
  }

  @Test(
    "one unit repeated 300 000 times has the reference's ids",
    arguments: Case.all.filter { !$0.isLong })
  func repeated(one: Case) throws { try Self.check(one) }

  @Test(
    "a word of ten million letters has the reference's ids",
    .tags(.slow), .enabled(if: SlowTests.enabled),
    arguments: Case.all.filter(\.isLong))
  func word(one: Case) throws { try Self.check(one) }

  @Test("there are cases for every tokenizer") func cases() {
    #expect(Case.all.count == 12 * Self.names.count)
  }

  @Test("a text of no bytes has no ids", arguments: names)
  func empty(name: String) throws {
    let encoder = try Self.tokenizer(name).makeEncoder()
    #expect(try encoder.encode([]).isEmpty)
    #expect(try encoder.encode([], parsingAddedTokens: true).isEmpty)
  }

  @Test("bytes that are no UTF-8 come back", arguments: ["gpt2", "cl100k_base", "bloom"])
  func invalid(name: String) throws {
    let tokenizer = try Self.tokenizer(name)
    let encoder = tokenizer.makeEncoder()
    let pieces: [[UInt8]] = [
      [0xFF], [0xC0, 0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xED, 0xA0, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0x80, 0x80, 0x80, 0x80, 0x80], [0xC3, 0x20, 0xA9],
      Array("a".utf8) + [0xFE] + Array(" b's".utf8) + [0xC3],
    ]
    for piece in pieces {
      for text in [
        piece, [0x20] + piece, piece + piece, piece + [0x0A],
        [UInt8]((1...99).flatMap { _ in piece }),
      ] {
        let ids = try encoder.encode(text)
        #expect(try tokenizer.decode(ids.span) == text, "\(text)")
      }
    }
  }

  @Test(
    "bytes that are no UTF-8 neither stop nor trap tokenizers of characters",
    arguments: UInt64(0)..<200)
  func invalidForCharacters(seed: UInt64) throws {
    let tokenizer = try Self.phi3.get()
    let text = RandomTexts.any(seed: seed)
    let ids = try tokenizer.makeEncoder().encode(text, parsingAddedTokens: seed % 2 == 0)
    #expect(text.isEmpty == ids.isEmpty)
    #expect(ids.allSatisfy { $0 < tokenizer.vocabularySize })
  }

  static let phi3 = Result { try tokenizer("phi-3-mini") }

  @Test(
    "fifty million bytes of one character come back",
    .tags(.slow), .enabled(if: SlowTests.enabled),
    arguments: names, [" ", "\n", "a", "\u{4E00}", "\t", "7", "."])
  func endless(name: String, unit: String) throws {
    let tokenizer = try Self.tokenizer(name)
    let text = Self.text(unit, count: 50_000_000 / unit.utf8.count)
    let ids = try tokenizer.makeEncoder().encode(text)
    #expect(try tokenizer.decode(ids.span) == text)
  }

  @Test(
    "a hundred thousand random texts come back from byte-level tokenizers",
    .tags(.slow), .enabled(if: SlowTests.enabled),
    arguments: ["gpt2", "cl100k_base", "bloom", "split-previous"])
  func manyRandomBytes(name: String) throws {
    let tokenizer = try Self.tokenizer(name)
    let encoder = tokenizer.makeEncoder()
    for seed in UInt64(1000)..<101_000 {
      let text = RandomTexts.any(seed: seed)
      let ids = try encoder.encode(text, parsingAddedTokens: seed % 8 > 3)
      let decoded = try tokenizer.decode(ids.span)
      if decoded != text {
        Issue.record("\(name), seed \(seed): \(text) came back as \(decoded)")
        return
      }
    }
  }
}

/// The CRC-32 of gzip and zlib over ids as four little-endian bytes each.
private enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { start in
    (0..<8).reduce(UInt32(start)) { crc, _ in crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320 }
  }

  static func of(_ ids: some Sequence<UInt32>) -> UInt32 {
    var crc = UInt32.max
    for id in ids {
      for shift in stride(from: 0, to: 32, by: 8) {
        crc = crc >> 8 ^ table[Int((crc ^ id >> shift) & 0xFF)]
      }
    }
    return ~crc
  }
}
