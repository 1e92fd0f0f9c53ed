import TestSupport
import Testing
import Text

@Suite("UTF-8 validation")
struct UTF8ValidationTests {
  /// The standard library's answer, an independent implementation.
  private func isValidForStandardLibrary(_ bytes: [UInt8]) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  @Test(
    "every class of ill-formed sequence is found at its first byte, wherever it stands",
    arguments: [
      [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xC2, 0xC2],
      [0xE0, 0x80, 0x80],
      [0xE0, 0x9F, 0xBF], [0xE1, 0x80], [0xE1, 0x80, 0x41], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
      [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF1, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80],
      [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ] as [[UInt8]])
  func errorClasses(wrong: [UInt8]) {
    for before in 0..<140 {
      for after in [0, 1, 3, 40] {
        let bytes =
          [UInt8](repeating: 0x61, count: before) + wrong + [UInt8](repeating: 0x62, count: after)
        #expect(UTF8Validation.firstInvalidOffset(in: bytes.span) == before)
      }
    }
  }

  @Test(
    "a continuation too many is found behind the whole sequence",
    arguments: [
      "é", "€", "😀",
    ])
  func oneTooMany(character: String) {
    for before in 0..<100 {
      let bytes = [UInt8](repeating: 0x61, count: before) + Array(character.utf8) + [0x80]
      #expect(UTF8Validation.firstInvalidOffset(in: bytes.span) == bytes.count - 1)
    }
  }

  @Test("borders of every range are accepted at every offset")
  func borders() {
    let scalars: [UInt32] = [
      0, 0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xCFFF, 0xD000, 0xD7FF, 0xE000, 0xFFFF, 0x10000,
      0x3FFFF,
      0x40000, 0xFFFFF, 0x100000, 0x10FFFF,
    ]
    let text = String(String.UnicodeScalarView(scalars.compactMap(Unicode.Scalar.init)))
    for before in 0..<130 {
      let bytes = [UInt8](repeating: 0x20, count: before) + Array(text.utf8)
      #expect(UTF8Validation.firstInvalidOffset(in: bytes.span) == nil)
    }
  }

  @Test(
    "fast kernel, plain kernel and standard library agree on random bytes",
    arguments: UInt64(0)..<60)
  func differential(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<60 {
      let bytes = Self.nearlyValid(length: Int.random(in: 0...300, using: &random), &random)
      bytes.withUnsafeBufferPointer { whole in
        // Unaligned starts and odd lengths: the answer must not depend on the place in memory.
        let part = UnsafeBufferPointer(rebasing: whole[min(Int(seed % 7), whole.count)...])
        let fast = UTF8Validation.firstInvalidOffset(in: part)
        let prefix = Kernels.utf8ValidPrefixPlain(part)
        let plain = prefix == part.count ? nil : prefix
        #expect(fast == plain)
        #expect((fast == nil) == isValidForStandardLibrary(Array(part)))
      }
    }
  }

  /// Mostly well-formed text of all lengths of sequence, with a few bytes changed.
  private static func nearlyValid(length: Int, _ random: inout SplitMix64) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < length {
      let limit: UInt32 =
        [0x80, 0x80, 0x800, 0x10000, 0x110000].randomElement(using: &random) ?? 0x80
      guard let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &random)) else {
        continue
      }
      bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
    for _ in 0..<Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
      let index = Int.random(in: 0..<bytes.count, using: &random)
      bytes[index] = Bool.random(using: &random) ? UInt8.random(in: 0...255, using: &random) : 0x80
    }
    return bytes
  }
}
