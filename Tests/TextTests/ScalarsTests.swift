import TestSupport
import Testing
import Text

@Suite struct ScalarsTests {
  @Test("scalars are counted as String counts them", arguments: UInt64(0)..<50)
  func counting(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let alphabet = Array("a é字😀\u{301}\n".unicodeScalars)
    let scalars = (0..<Int.random(in: 0...60, using: &random)).compactMap { _ in
      alphabet.randomElement(using: &random)
    }
    let bytes = Array(String(String.UnicodeScalarView(scalars)).utf8)
    #expect(ScalarCount.count(in: bytes.span, from: 0, to: bytes.count) == scalars.count)
  }

  // Expected values are those of Python 3.11's str.strip().
  @Test(
    "ends are trimmed as Python strips them",
    arguments: [
      ("", ""), (" \t\r\n", ""), (" a b ", "a b"), ("\u{A0}\u{2003}x\u{3000}\u{85}", "x"),
      ("\u{1C}\u{1F}x\u{1D}", "x"), ("\u{200B}x\u{200B}", "\u{200B}x\u{200B}"), ("é", "é"),
    ])
  func trimming(text: String, trimmed: String) {
    let bytes = Array(text.utf8)
    let range = bytes.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { TextTrimming.trimmed($0, from: 0, to: buffer.count) } ?? 0..<0
    }
    #expect(String(decoding: bytes[range], as: UTF8.self) == trimmed)
  }

  @Test("every scalar assigned by Unicode 15 has the class its properties give, later ones none")
  func classes() {
    for value in stride(from: UInt32(0), to: 0x3_2000, by: 7) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let found = ScalarTables.shared.scalarClass(of: value)
      let isPinned = scalar.properties.age.map { ($0.major, $0.minor) <= (15, 0) } ?? false
      #expect(found.contains(.whitespace) == (isPinned && scalar.properties.isWhitespace))
      #expect(
        found.contains(.digit) == (isPinned && scalar.properties.generalCategory == .decimalNumber))
      if !isPinned { #expect(found.isEmpty) }
    }
    // U+2FFC, an ideographic description character, came with Unicode 15.1.
    #expect(ScalarTables.shared.scalarClass(of: 0x2FFC).isEmpty)
    #expect(ScalarTables.shared.scalarClass(of: 0xFFFF_FFFF).isEmpty)
  }
}
