import TestSupport
import Testing
import Tokens

@Suite struct RegularExpressionTests {
  static func matches(_ expression: String, _ text: [UInt8]) throws -> [[UInt8]] {
    var matches: [[UInt8]] = []
    let compiled = try RegularExpression(expression)
    try text.withUnsafeBufferPointer { text in
      try compiled.forEachMatch(in: text) { matches.append(Array(text[$0])) }
    }
    return matches
  }

  @Test(
    "what has no faithful form is refused by name",
    arguments: [
      (#"\X"#, #"\X"#), (#"a\R"#, #"\R"#), (#"(a)\1"#, #"\1"#), (#"\k<n>"#, #"\k"#),
      (#"\Ga"#, #"\G"#),
      (#"\p{Klingon}"#, #"\p{Klingon}"#), (#"\pL"#, #"\p without braces"#),
      (#"[[:foo:]]"#, "[:foo:]"), (#"(?x)a b"#, "(?x"), (#"(?(1)a|b)"#, "(?("), (#"a{2}?"#, "{2}?"),
      (#"a{100000}"#, "65535"), (#"\xE9"#, #"byte \xE9"#), (#"(?=a)*"#, "matches nothing"),
      (#"(?i)strasse"#, "st without regard to case"), (#"(?i:[À-ÿ])"#, "ß without regard to case"),
      (#"(?<=a+)b"#, "lookbehind"), (#"(?~ab)"#, "(?~"),
    ])
  func refusals(expression: String, name: String) {
    let error = #expect(throws: TokenizerError.self) { try RegularExpression(expression) }
    guard case .unsupported(let what) = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(what.contains(name))
    #expect(what.contains(expression))
  }

  @Test(
    "what is not well formed is an error",
    arguments: [
      "(", "a)", "[a", "[a-", "*a", "a|*", #"a\"#, "[z-a]", #"[a-\d]"#, #"[\d-a]"#, "(?<n",
      #"\x{110000}"#,
      #"\u12"#, #"\p{L"#, "(?i", "[[:alpha:]",
    ])
  func malformed(expression: String) {
    let error = #expect(throws: TokenizerError.self) { try RegularExpression(expression) }
    guard case .malformed(let what) = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(what.contains(expression))
  }

  @Test("deep nesting is an error and no overflow of the stack")
  func deepNesting() {
    for text in ["(", "[", "(?i)"] {
      #expect(throws: TokenizerError.self) {
        try RegularExpression(String(repeating: text, count: 100_000))
      }
    }
  }

  @Test("a byte that is not UTF-8 matches as U+FFFD does, by itself")
  func invalidBytes() throws {
    let text: [UInt8] = [
      0x61, 0xFF, 0xE4, 0xB8, 0x61, 0xC0, 0x80, 0xED, 0xA0, 0x80, 0xE4, 0xB8, 0xAD,
    ]
    #expect(
      try Self.matches(#"[^\p{L}]"#, text) == [
        [0xFF], [0xE4], [0xB8], [0xC0], [0x80], [0xED], [0xA0], [0x80],
      ])
    #expect(try Self.matches(#"\p{So}+"#, text).map(\.count) == [3, 5])
    #expect(try Self.matches(#"\x{FFFD}{3}"#, text).count == 2)
    #expect(try Self.matches(#"\p{L}"#, text) == [[0x61], [0x61], [0xE4, 0xB8, 0xAD]])
  }

  @Test("an expression that tries everything ends with an error that names it")
  func catastrophicBacktracking() {
    let expression = #"(?:a+)+$"#
    let text = [UInt8](repeating: 0x61, count: 60) + [0x21]
    let error = #expect(throws: TokenizerError.self) { try Self.matches(expression, text) }
    #expect(error?.description.contains(expression) == true)
    #expect(error?.description.contains("61 characters") == true)
    var scratch = SplitScratch()
    let splitter = try? Splitter([.split(.expression(expression), .isolated, isInverted: false)])
    text.withUnsafeBufferPointer {
      splitter?.forEachWord(in: $0, isTextStart: true, scratch: &scratch) { _, _ in
        Issue.record("a word of a text that cannot be cut")
      }
    }
    #expect(scratch.failure == error)
  }

  @Test(
    "long runs match",
    arguments: [
      #"\s+(?!\S)|\s+|\S+"#, #"\s*[\r\n]+|\s+(?!\S)|\s+|(?>ab|a)+|."#, #"(?>a+)|\s+$|\s|é+"#,
    ], [" ", "a", "\n", "é"])
  func longRuns(expression: String, character: String) throws {
    let count = SlowTests.enabled ? 50_000_000 : 500_000
    let text = Array(String(repeating: character, count: count).utf8)
    do {
      let matches = try Self.matches(expression, text)
      #expect(matches.reduce(0) { $0 + $1.count } == text.count)
    } catch let error as TokenizerError {
      // One match of fifty million turns of a group takes more memory than a match may.
      #expect(SlowTests.enabled && expression.contains("(?>ab|a)+") && character == "a")
      #expect(error.description.contains("\(count) characters"))
    }
  }

  /// Every repeat of this group takes memory; the first count fits the stack of machine code, the
  /// last nothing at all.
  @Test("a deep match is right, or an error", arguments: [10_000, 100_000, 30_000_000])
  func deepMatches(count: Int) throws {
    let text = [UInt8](repeating: 0x61, count: count)
    do {
      let matches = try Self.matches(#"(?:a|b|(?=c)d)+"#, text)
      #expect(matches.map(\.count) == [count])
    } catch let error as TokenizerError {
      #expect(count > 100_000)
      #expect(error.description.contains("\(count) characters"))
    }
  }
}
