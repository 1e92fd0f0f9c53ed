import TestSupport
import Testing
import Tokens

/// What must hold of the forms for any text (UAX #15), and what they do with bytes that are no
/// text.
struct NormalizationPropertyTests {
  static func normalizer(_ steps: NormalizationStep...) throws -> TextNormalizer {
    try TextNormalizer(steps)
  }

  @Test("forms are idempotent, and agree with each other", arguments: UInt64(0)..<400)
  func forms(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let text = Array(NormalizationDigestTests.text(&random).utf8)
    let nfc = try Self.normalizer(.nfc), nfd = try Self.normalizer(.nfd)
    let nfkc = try Self.normalizer(.nfkc), nfkd = try Self.normalizer(.nfkd)
    for form in [nfc, nfd, nfkc, nfkd] {
      let once = form.normalized(text)
      #expect(form.normalized(once) == once)
    }
    #expect(nfc.normalized(nfd.normalized(text)) == nfc.normalized(text))
    #expect(nfd.normalized(nfc.normalized(text)) == nfd.normalized(text))
    #expect(nfkc.normalized(nfkd.normalized(text)) == nfkc.normalized(text))
    #expect(nfkd.normalized(nfc.normalized(text)) == nfkd.normalized(text))
  }

  @Test("NFC and NFD keep what the standard library calls equal", arguments: UInt64(0)..<400)
  func canonicalEquivalence(seed: UInt64) throws {
    var random = SplitMix64(seed: seed &+ 1000)
    let text = NormalizationDigestTests.text(&random)
    for form in [try Self.normalizer(.nfc), try Self.normalizer(.nfd)] {
      #expect(String(decoding: form.normalized(Array(text.utf8)), as: UTF8.self) == text)
    }
  }

  @Test("bytes that are not UTF-8 stay, and what stands between them is normalized")
  func illFormed() throws {
    let nfc = try Self.normalizer(.nfc)
    let text: [UInt8] = [0xFF, 0x65, 0xCC, 0x81, 0xC3, 0xCC, 0x81, 0xED, 0xA0, 0x80, 0x61, 0xCC]
    #expect(
      nfc.normalized(text)
        == [0xFF, 0xC3, 0xA9, 0xC3, 0xCC, 0x81, 0xED, 0xA0, 0x80, 0x61, 0xCC])
  }

  @Test(
    "any bytes pass every step, and those that are no UTF-8 stay where nothing is removed",
    arguments: UInt64(0)..<300)
  func anyBytes(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let text = (0..<Int(random.next() % 40)).map { _ in
      UInt8(truncatingIfNeeded: random.next() >> (random.next() % 2 * 3))
        | (random.next() % 2 == 0 ? 0x80 : 0)
    }
    for name in NormalizationDigestTests.names {
      let normalizer = try TextNormalizer(NormalizationSteps.named(name))
      let normalized = normalizer.normalized(text)
      // A removed scalar can bring bytes together that are a scalar then.
      guard name.hasPrefix("nf") && !name.contains(" ") || name == "lowercase" else { continue }
      #expect(Self.illFormedBytes(normalized) == Self.illFormedBytes(text), "\(name)")
    }
  }

  /// The bytes that belong to no well-formed sequence.
  static func illFormedBytes(_ text: [UInt8]) -> [UInt8] {
    var rest = text[...]
    var found: [UInt8] = []
    while let first = rest.first {
      let length = (1...4).first { length in
        length <= rest.count && String(validating: rest.prefix(length), as: UTF8.self) != nil
      }
      if length == nil { found.append(first) }
      rest = rest.dropFirst(length ?? 1)
    }
    return found
  }

  @Test("ten megabytes of marks take linear time", .timeLimit(.minutes(1)))
  func marks() throws {
    let pair = Array("\u{301}\u{323}".utf8)
    let count = 2_500_000
    let text = [0x61] + Array(repeatElement(pair, count: count).joined())
    let nfd = try Self.normalizer(.nfd).normalized(text)
    #expect(nfd.count == text.count)
    #expect(nfd[1..<5].elementsEqual([0xCC, 0xA3, 0xCC, 0xA3]))
    #expect(nfd.suffix(2).elementsEqual([0xCC, 0x81]))
    // ạ takes the first mark below, the rest stays in order.
    let nfc = try Self.normalizer(.nfc).normalized(text)
    #expect(nfc.prefix(5).elementsEqual([0xE1, 0xBA, 0xA1, 0xCC, 0xA3]))
  }

  @Test(
    "long texts without a place to cut come out whole", arguments: ["\u{1161}", "\u{AC01}", "é"])
  func runs(scalar: String) throws {
    let text = Array(String(repeating: scalar, count: 200_000).utf8)
    let nfd = try Self.normalizer(.nfd).normalized(text)
    #expect(try Self.normalizer(.nfc).normalized(nfd) == text)
  }

  @Test(
    "a broken character map is refused",
    arguments: [
      [], [1, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0], [255, 255, 255, 255, 0, 0, 0, 0],
      [4, 0, 0, 0, 0, 0, 0, 0, 0xFF],
    ] as [[UInt8]])
  func brokenMap(bytes: [UInt8]) {
    #expect(throws: TokenizerError.self) { try Self.normalizer(.precompiled(bytes)) }
  }

  @Test("a character map that points nowhere replaces nothing", arguments: UInt64(0)..<100)
  func randomMap(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let units = (0..<1024).map { _ in
      UInt32(truncatingIfNeeded: random.next()) & (random.next() % 2 == 0 ? .max : 0x7_FFFF)
    }
    let map = NormalizationSteps.map(units: units, replacements: Array("xyz".utf8))
    let normalizer = try Self.normalizer(.precompiled(map))
    for byte in UInt8(0)..<128 {
      #expect(!normalizer.normalized([byte, 0x61]).contains(0) || byte == 0)
    }
  }

  @Test("what would give other ids is refused")
  func refused() {
    #expect(throws: TokenizerError.self) {
      try Self.normalizer(.replace(.literal([]), with: [0x61]))
    }
  }

  @Test("a literal is replaced as by cutting and joining", arguments: UInt64(0)..<200)
  func literals(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func draw(_ limit: UInt64) -> [UInt8] {
      (0..<random.next() % limit).map { _ in 0x61 + UInt8(random.next() % 2) }
    }
    let text = draw(60)
    let literal = [0x61] + draw(3)
    let content = Array(repeating: UInt8(0x78), count: Int(random.next() % 7))
    var expected: [UInt8] = []
    var rest = text[...]
    while !rest.isEmpty {
      if rest.starts(with: literal) {
        expected += content
        rest = rest.dropFirst(literal.count)
      } else {
        expected.append(rest.removeFirst())
      }
    }
    let normalizer = try Self.normalizer(.replace(.literal(literal), with: content))
    #expect(normalizer.normalized(text) == expected)
  }

  @Test("an expression is replaced at every match")
  func expressions() throws {
    let normalizer = try Self.normalizer(.replace(.expression(" {2,}"), with: [0x5F]))
    #expect(normalizer.normalized(Array("a  b c    d".utf8)) == Array("a_b c_d".utf8))
    #expect(normalizer.normalized([]) == [])
  }
}
