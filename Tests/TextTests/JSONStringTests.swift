import TestSupport
import Testing
import Text

@Suite("JSON strings")
struct JSONStringTests {
  private func unescape(_ escaped: String) -> (text: String, replaced: Int) {
    var replaced = 0
    let bytes = Array(escaped.utf8).withUnsafeBufferPointer {
      JSONString.unescaped($0, replacedSurrogates: &replaced)
    }
    return (String(decoding: bytes, as: UTF8.self), replaced)
  }

  @Test(
    "escapes become their characters",
    arguments: [
      (#"plain"#, "plain"), (#"\"\\\/"#, "\"\\/"), (#"\b\f\n\r\t"#, "\u{8}\u{C}\n\r\t"),
      (#"\u0041"#, "A"),
      (#"\u00e9\u20AC"#, "é€"), (#"\ud83d\ude00!"#, "😀!"), (#"\u0000"#, "\0"), ("", ""),
      ("é€😀", "é€😀"),
    ])
  func escapes(escaped: String, text: String) {
    #expect(unescape(escaped).text == text)
    #expect(unescape(escaped).replaced == 0)
  }

  @Test(
    "a string becomes its text in its own memory, wherever it stands there",
    arguments: [0, 1, 9, 63, 64, 65, 200])
  func unescapingInPlace(start: Int) {
    ExclusiveCompute.run {
      Kernels.withEachInstructionSet {
        var random = SplitMix64(seed: UInt64(start))
        for trailing in [0, 2, 70] {
          let pieces = [
            #"\n"#, #"\""#, #"\u20ac"#, #"\ud83d\ude00"#, #"\udc00"#, "é", "abcdefghij",
          ]
          let string = (0..<Int.random(in: 0...90, using: &random)).map { _ in
            pieces.randomElement(using: &random) ?? ""
          }.joined()
          var bytes = [UInt8](repeating: 0x22, count: start) + Array(string.utf8)
          bytes += [UInt8](repeating: 0x7D, count: trailing)
          var replaced = 0
          JSONString.unescape(
            &bytes, at: start..<start + string.utf8.count, replacedSurrogates: &replaced)
          let expected = unescape(string)
          #expect(String(decoding: bytes, as: UTF8.self) == expected.text)
          #expect(replaced == expected.replaced)
        }
      }
    }
  }

  @Test(
    "lone surrogates become U+FFFD and are counted",
    arguments: [
      (#"\ud800"#, "\u{FFFD}", 1), (#"\udc00x"#, "\u{FFFD}x", 1),
      (#"\ud800\ud800\udc00"#, "\u{FFFD}\u{10000}", 1),
      (#"\ud800\u0041"#, "\u{FFFD}A", 1), (#"\udfff\ud8ff"#, "\u{FFFD}\u{FFFD}", 2),
      (#"\ud800\n"#, "\u{FFFD}\n", 1),
    ])
  func loneSurrogates(escaped: String, text: String, count: Int) {
    #expect(unescape(escaped) == (text, count))
  }

  @Test("only what must be escaped is escaped")
  func escaping() {
    var output: [UInt8] = []
    JSONString.escape(Array("a\"b\\c/\u{1}\u{1F}\n\t\r\u{8}\u{C}é😀\u{7F}".utf8).span, into: &output)
    #expect(
      String(decoding: output, as: UTF8.self) == #"a\"b\\c/\u0001\u001f\n\t\r\b\fé😀"# + "\u{7F}")
  }

  @Test("escaping and unescaping restores every text", arguments: UInt64(0)..<50)
  func roundTrip(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let text = RandomJSON.text(maximumLength: 400, &random)
    var escaped: [UInt8] = []
    JSONString.escape(Array(text.utf8).span, into: &escaped)
    #expect(unescape(String(decoding: escaped, as: UTF8.self)) == (text, 0))
  }

  @Test(
    "numbers are written shortest, whole ones without a fraction",
    arguments: [
      (0.0, "0"), (12, "12"), (-3, "-3"), (0.1, "0.1"), (1.0 / 3, "0.3333333333333333"),
      (1e300, "1e+300"),
      (1_125_899_906_842_624.5, "1125899906842624.5"), (9_007_199_254_740_991, "9007199254740991"),
      (.infinity, "null"), (.nan, "null"),
    ])
  func numbers(number: Double, text: String) {
    var output: [UInt8] = []
    JSONNumber.append(number, to: &output)
    #expect(String(decoding: output, as: UTF8.self) == text)
  }
}
