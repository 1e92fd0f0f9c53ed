import FoundationEssentials
import TestSupport
import Testing
import Tokens

/// Every scalar of the planes in use and 40,000 random strings through every step, against the
/// CRC-32 of what Hugging Face tokenizers 0.23.3 makes of them (`Fixtures/normalization/make.py`).
struct NormalizationDigestTests {
  struct Digests: Decodable {
    var scalars: UInt32
    var random: UInt32
  }

  static let names = [
    "nfc", "nfd", "nfkc", "nfkd", "lowercase", "stripAccents", "nfd stripAccents", "strip", "nmt",
    "bert uncased", "bert cased", "precompiled",
  ]

  @Test("scalars and random strings", arguments: names)
  func digests(name: String) throws {
    try check(name)
  }

  @Test("T5's character map", .enabled(if: SharedData.isAvailable))
  func t5() throws { try check("precompiled t5") }

  private func check(_ name: String) throws {
    let all = try JSONDecoder().decode(
      [String: Digests].self, from: Data(NormalizationSteps.fixture("digests.json")))
    let expected = try #require(all[name])
    let normalizer = try TextNormalizer(NormalizationSteps.named(name))
    var checksum = Checksum()
    var output: [UInt8] = []
    func add(_ text: [UInt8]) {
      text.withUnsafeBufferPointer { bytes in
        checksum.update(normalizer.normalize(bytes, into: &output) ? output[...] : text[...])
      }
      checksum.update([0x0A])
    }
    for scalar in UInt32(0)..<0x110000
    where scalar < 0x33000 || 0xE0000..<0xE1000 ~= scalar || scalar % 997 == 0 {
      if let scalar = Unicode.Scalar(scalar) { add([0x61] + Array(String(scalar).utf8) + [0x62]) }
    }
    #expect(checksum.value == expected.scalars)
    checksum = Checksum()
    var random = SplitMix64(seed: 7)
    for _ in 0..<40_000 { add(Array(Self.text(&random).utf8)) }
    #expect(checksum.value == expected.random)
  }

  static let ranges: [(UInt64, UInt64)] = [
    (0x20, 0x7F), (0x00, 0x20), (0x20, 0x7F), (0xA0, 0x180), (0x300, 0x370), (0x300, 0x370),
    (0x370, 0x600), (0x590, 0x700), (0x900, 0xE00), (0xE00, 0x1000), (0x1000, 0x1200),
    (0x1A00, 0x1F00), (0x1F00, 0x2000), (0x2000, 0x2150), (0x3000, 0x3100), (0xA8E0, 0xAC00),
    (0xAC00, 0xAC80), (0x1100, 0x1200), (0xF900, 0xFB50), (0xFE00, 0x10000), (0x11000, 0x11500),
    (0x1D100, 0x1D200), (0x1F3F0, 0x1F650), (0x2F800, 0x2F820), (0xA9, 0xAF), (0x200B, 0x2010),
    (0x4E00, 0x4F00),
  ]

  /// Up to 13 scalars, as make.py draws them.
  static func text(_ random: inout SplitMix64) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<random.next() % 14 {
      let range = ranges[Int(random.next() % UInt64(ranges.count))]
      let value = range.0 + random.next() % (range.1 - range.0)
      text.append(Unicode.Scalar(UInt32(value)) ?? " ")
    }
    return String(text)
  }
}

/// CRC-32 as in zlib.
struct Checksum {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
    }
  }
  private var state: UInt32 = .max

  var value: UInt32 { ~state }

  mutating func update(_ bytes: ArraySlice<UInt8>) {
    let table = Self.table
    for byte in bytes { state = table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ state >> 8 }
  }
}
