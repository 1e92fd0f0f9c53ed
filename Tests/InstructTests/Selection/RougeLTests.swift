import FoundationEssentials
import Instruct
import TestSupport
import Testing

/// Values of Google's rouge_score 0.1.2; made by Goldens/make_rouge_goldens.py.
private struct Golden: Decodable {
  var first: String?
  var second: String?
  var score: Double?
  var text: String?
  var kept: Bool?
  var highest: Double?

  static let all: [Golden] = Goldens.lines("rouge-l.jsonl").compactMap {
    try? JSONDecoder().decode(Golden.self, from: Data($0))
  }
}

@Suite struct RougeLTests {
  @Test func `scores equal rouge_score to the last bit`() throws {
    var compared = 0
    for golden in Golden.all {
      guard let first = golden.first, let second = golden.second else { continue }
      #expect(RougeL(of: first, and: second, tokenization: .rouge).score == golden.score)
      compared += 1
    }
    #expect(compared == 150)
  }

  @Test func `a pool keeps what rouge_score keeps above 0.7`() throws {
    var pool = NoveltyPool(threshold: .selfInstruct, tokenization: .rouge)
    var compared = 0
    for golden in Golden.all {
      guard let text = golden.text, let highest = golden.highest else { continue }
      let candidate = pool.candidate(Array(text.utf8))
      let match = pool.match(of: candidate)
      #expect((match == nil) == golden.kept, "\(text)")
      if let match {
        #expect(match.similarity.score == highest)
      } else {
        pool.add(candidate)
      }
      compared += 1
    }
    #expect(compared == 160)
  }

  @Test(
    "a tie follows the setting",
    arguments: [
      // (7, 13, 7) rounds to 0.7000000000000001 in the original, (3, 7, 3.5) has no integer tie.
      (RougeTie.drop, true), (.keep, false), (.compat, true),
    ])
  func tie(_ tie: RougeTie, exceeded: Bool) throws {
    let threshold = try #require(RougeThreshold(0.7, tie: tie))
    #expect(threshold.isExceeded(common: 7, first: 7, second: 13) == exceeded)
    #expect(threshold.isExceeded(common: 8, first: 7, second: 13))
    #expect(!threshold.isExceeded(common: 6, first: 7, second: 13))
  }

  @Test func `compat follows the double expression on every triple up to 120 tokens`() {
    for first in 1...120 {
      for second in 1...120 {
        for common in 1...min(first, second) {
          let precision = Double(common) / Double(second)
          let recall = Double(common) / Double(first)
          let exceeds = 2 * precision * recall / (precision + recall) > 0.7
          let ours = RougeThreshold.selfInstruct.isExceeded(
            common: common, first: first, second: second)
          if ours != exceeds { Issue.record("\(common) of \(first) and \(second)") }
        }
      }
    }
  }

  @Test("a threshold outside 0.0001 … 1 is refused", arguments: [0, -0.5, 1.01, .nan])
  func range(_ value: Double) {
    #expect(RougeThreshold(value) == nil)
  }
}

@Suite struct RougeTokenizerTests {
  @Test(
    "tokens are those of rouge_score",
    arguments: [
      ("Hello, World! 42", ["hello", "world", "42"]),
      ("snake_case café", ["snake", "case", "caf"]),
      ("\u{212A}elvin \u{130}stanbul", ["kelvin", "i", "stanbul"]),
      ("Привет мир", []), ("", []),
    ])
  func rouge(text: String, tokens: [String]) {
    #expect(RougeTokenizer.tokens(of: text, .rouge) == tokens)
  }

  @Test(
    "text of other scripts falls to words and characters",
    arguments: [
      ("Привет, МИР", ["привет", "мир"]), ("東京に", ["東", "京", "に"]),
      ("mostly English with один слово", ["mostly", "english", "with"]),
      ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
    ])
  func automatic(text: String, tokens: [String]) {
    #expect(RougeTokenizer.tokens(of: text, .automatic) == tokens)
  }

  @Test func `a near copy in another script is found, which rouge_score cannot`() {
    var pool = NoveltyPool()
    pool.add(pool.candidate(Array("Напишите короткое письмо другу о погоде".utf8)))
    let copy = pool.candidate(Array("Напишите короткое письмо другу о море".utf8))
    #expect(copy.tokenization == .unicode)
    #expect(pool.match(of: copy)?.similarity.common == 5)
  }

  @Test func `invalid UTF-8 neither crashes nor joins words`() {
    var tokens = 0
    RougeTokenizer.forEachToken(of: [0x61, 0xFF, 0x62, 0xE2, 0x84], .automatic) { _ in tokens += 1 }
    #expect(tokens == 2)
  }
}
