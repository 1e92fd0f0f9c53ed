import TestSupport
import Testing
import Text

@Suite struct TextComparisonTests {
  /// Rows as text: `=words` in common, `-words+words` different, `…` left out.
  private func rows(_ left: String, _ right: String, maximumWords: Int = 160) -> [String] {
    let (first, second) = (Array(left.utf8), Array(right.utf8))
    func text(_ bytes: [UInt8], _ range: Range<Int>) -> String {
      String(decoding: bytes[range], as: UTF8.self)
    }
    return TextComparison(first, second, maximumWords: maximumWords).rows.map { row in
      switch row {
      case .common(let left, let right):
        #expect(
          text(first, left).split(whereSeparator: \.isWhitespace)
            == text(second, right).split(whereSeparator: \.isWhitespace))
        return "=" + text(first, left)
      case .different(let left, let right):
        return "-" + text(first, left) + "+" + text(second, right)
      case .omitted: return "…"
      }
    }
  }

  private func numbers(_ range: ClosedRange<Int>) -> String {
    range.map(String.init).joined(separator: " ")
  }

  @Test("a changed, an added and a removed word stand between what is common")
  func small() {
    #expect(rows("one two three", "one 2 three") == ["=one", "-two+2", "=three"])
    #expect(rows("one three", "one two three") == ["=one", "-+two", "=three"])
    #expect(rows("one two", "one") == ["=one", "-two+"])
    #expect(rows("", "") == [])
    #expect(rows("", "new") == ["-+new"])
  }

  @Test("white space is not compared")
  func space() {
    #expect(rows("one  two\nthree", "one two three") == ["=one  two\nthree"])
  }

  @Test("what is common is shown for eight words on either side of a difference")
  func context() {
    let left = numbers(1...100)
    let right = left.replacing("50", with: "fifty")
    #expect(
      rows(left, right)
        == ["…", "=" + numbers(42...49), "-50+fifty", "=" + numbers(51...58), "…"])
  }

  @Test("equal texts are shown from their beginning, up to the limit")
  func equal() {
    let text = numbers(1...100)
    #expect(rows(text, text, maximumWords: 10) == ["=" + numbers(1...10), "…"])
    #expect(rows("one", "one") == ["=one"])
  }

  @Test("no more words are shown than were asked for")
  func limit() {
    let shown = rows(numbers(1...500), numbers(1001...1600), maximumWords: 20)
    #expect(shown == ["-" + numbers(1...20) + "+" + numbers(1001...1020), "…"])
  }

  @Test("a document is shown beside the passage of the longer one that contains it")
  func contained() {
    let part = numbers(5000...5100)
    let whole = numbers(1...3000) + " " + part + " " + numbers(6000...9000)
    let shown = rows(part, whole)
    #expect(
      shown.prefix(4) == ["…", "=" + numbers(5000...5007), "…", "=" + numbers(5093...5100)])
  }

  @Test("texts of several megabytes without a space are cut between characters")
  func huge() {
    let left = String(repeating: "é", count: 1 << 20) + "è" + String(repeating: "x", count: 1 << 20)
    let right = String(repeating: "é", count: 1 << 20) + "ê"
    let (first, second) = (Array(left.utf8), Array(right.utf8))
    for row in TextComparison(first, second).rows {
      guard case .different(let one, let other) = row else { continue }
      #expect(String(validating: first[one], as: UTF8.self) != nil)
      #expect(String(validating: second[other], as: UTF8.self) != nil)
    }
  }

  @Test("any two texts are covered by ranges in order and on characters", arguments: UInt64(0)..<60)
  func random(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let words = ["a", "bé", "漢字", "🙂", "<b>", "x\u{0}y", "\u{2028}"]
    func text(_ count: Int) -> String {
      (0..<count).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }
        .joined(separator: " ")
    }
    let shared = text(Int.random(in: 0...40, using: &random))
    let left = Array((shared + " " + text(Int.random(in: 0...300, using: &random))).utf8)
    let right = Array((shared + " " + text(Int.random(in: 0...300, using: &random))).utf8)
    var (first, second) = (0, 0)
    for row in TextComparison(left, right, maximumWords: 50).rows {
      let ranges: (Range<Int>, Range<Int>)
      switch row {
      case .common(let one, let other), .different(let one, let other): ranges = (one, other)
      case .omitted: continue
      }
      for (range, text, before) in [(ranges.0, left, first), (ranges.1, right, second)]
      where !range.isEmpty {
        #expect(range.lowerBound >= before && range.upperBound <= text.count)
        #expect(String(validating: text[range], as: UTF8.self) != nil)
      }
      if !ranges.0.isEmpty { first = ranges.0.upperBound }
      if !ranges.1.isEmpty { second = ranges.1.upperBound }
    }
  }
}
