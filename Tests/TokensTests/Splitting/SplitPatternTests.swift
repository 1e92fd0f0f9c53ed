import TestSupport
import Testing
import Tokens

@Suite struct SplitPatternTests {
  /// The expression of a pattern in the syntax that `RegularExpression` reads: tiktoken's own of
  /// cl100k means something else there.
  static func expression(_ pattern: SplitPattern) -> String {
    guard pattern == .cl100k else { return pattern.expression }
    return #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|"#
      + #" ?[^\s\p{L}\p{N}]+[\r\n]*|\s+\z|\s*[\r\n]|\s+(?!\S)|\s"#
  }

  /// Bytes in which every rule of the patterns comes up often, and a few that are not UTF-8.
  static func text(_ random: inout SplitMix64) -> [UInt8] {
    let common = Array(
      " \t\r\n\u{85}\u{A0}\u{3000}\u{2028}''sStTrReEvVlLdD\u{17F}aZ019/!-"
        + "\u{301}\u{903}\u{4E2D}\u{2B0}"
        + "\u{1C5}\u{E9}\u{C9}\u{216B}\u{661}\u{1F600}\u{378}\u{FEFF}\u{180E}")
    let pool = (0..<Int.random(in: 1...10, using: &random)).compactMap { _ in
      common.randomElement(using: &random)
    }
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 0...60, using: &random) {
      switch Int.random(in: 0..<40, using: &random) {
      case 0: bytes.append(UInt8.random(in: 0x80...0xFF, using: &random))
      case 1:
        let value = UInt32.random(in: 0..<0x110000, using: &random)
        bytes += Array(String(Character(Unicode.Scalar(value) ?? " ")).utf8)
      default: bytes += Array(String(pool.randomElement(using: &random) ?? " ").utf8)
      }
    }
    return bytes
  }

  @Test(
    "the matcher written by hand cuts any bytes as the expression does",
    arguments: SplitPattern.allCases)
  func matcherEqualsExpression(pattern: SplitPattern) throws {
    let expression = try RegularExpression(Self.expression(pattern))
    let splitter = Splitter(pattern)
    for seed in 0..<UInt64(SlowTests.enabled ? 200_000 : 4000) {
      var random = SplitMix64(seed: seed)
      let text = Self.text(&random)
      var expected: [[UInt8]] = []
      try text.withUnsafeBufferPointer { bytes in
        try expression.forEachMatch(in: bytes) { expected.append(Array(bytes[$0])) }
      }
      let words = splitter.words(text)
      try #require(words == expected, "seed \(seed): \(words.texts), not \(expected.texts)")
    }
  }

  @Test("words are adjacent, never empty and cover any bytes", arguments: SplitPattern.allCases)
  func wordsCoverBytes(pattern: SplitPattern) {
    for seed in 0..<UInt64(500) {
      var random = SplitMix64(seed: seed)
      let text = (0..<Int.random(in: 0...200, using: &random)).map { _ in
        let common: [UInt8] = [0x20, 0x27, 0x0A, 0x61, 0x31, 0xE2, 0x80, 0xF0, 0xC3, 0xFF]
        return Bool.random(using: &random)
          ? common.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
      }
      let words = Splitter(pattern).words(text)
      #expect(words.flatMap(\.self) == text)
      #expect(words.allSatisfy { !$0.isEmpty })
    }
  }

  @Test("names and expressions find their pattern, and only theirs")
  func recognition() {
    for pattern in SplitPattern.allCases {
      #expect(SplitPattern(name: pattern.rawValue) == pattern)
      #expect(SplitPattern(expression: pattern.expression) == (pattern == .cl100k ? nil : pattern))
    }
    #expect(SplitPattern(name: "o200k_harmony") == .o200k)
    #expect(SplitPattern(name: "p50k_edit") == .gpt2)
    #expect(SplitPattern(name: "cl100k_base") == .cl100k)
    #expect(SplitPattern(name: "cl50k") == nil)
    #expect(SplitPattern(expression: #"\w+"#) == nil)
  }

  @Test(
    "a run of one character is cut in time linear in its length", arguments: SplitPattern.allCases)
  func longRuns(pattern: SplitPattern) {
    let count = SlowTests.enabled ? 50_000_000 : 1_000_000
    for character in ["a", " ", "\n", "1", "!", "A", "\u{301}", "'"] {
      let text = Array(String(repeating: character, count: count).utf8)
      var total = 0
      var scratch = SplitScratch()
      text.withUnsafeBufferPointer {
        Splitter(pattern).forEachWord(in: $0, isTextStart: true, scratch: &scratch) { total += $1 }
      }
      #expect(total == text.count)
    }
  }
}
