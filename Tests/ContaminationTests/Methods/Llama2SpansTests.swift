import Contamination
import TestSupport
import Testing

@Suite("The spans of LLaMA-2")
struct Llama2SpansTests {
  /// What the method says of an item of distinct tokens after one document.
  private func item(
    _ tokens: [String], in document: [String], _ settings: Llama2Spans = Llama2Spans()
  ) throws -> ContaminationReport.Item {
    let check = try ContaminationCheck(
      of: [makeSet("quiz", [tokens.joined(separator: " ")])], by: settings)
    var scanner = check.makeScanner()
    scanner.scan(makeDocument(document.joined(separator: " "))) { "d" }
    return scanner.report().benchmarks[0].items[0]
  }

  private func tokens(_ count: Int) -> [String] { (0..<count).map { "w\($0)" } }

  @Test("a span must be longer than ten tokens", arguments: [(10, 0.0), (11, 11.0 / 40)])
  func length(shared: Int, share: Double) throws {
    #expect(try item(tokens(40), in: Array(tokens(40)[..<shared])).score == share)
  }

  @Test(
    "four tokens of a span may differ, a fifth ends it, and what differs does not count",
    arguments: [([11, 13, 15, 17], 36), ([11, 13, 15, 17, 19], 15), ([9, 21, 22, 23], 27)])
  func budget(differing: [Int], contaminated: Int) throws {
    var document = tokens(40)
    for position in differing { document[position] = "other" }
    // Five single gaps: 0 to 18 without four; 20 to 39 begins anew. Before 10 nothing may differ.
    let expected = differing.count == 5 ? contaminated + 20 : contaminated
    #expect(try item(tokens(40), in: document).score == Double(expected) / 40)
  }

  @Test("a span does not end with tokens that differ")
  func trailing() throws {
    var document = tokens(40)
    for position in 20..<40 { document[position] = "other" }
    let found = try item(tokens(40), in: document)
    #expect(found.score == 0.5)
    #expect(found.matches.map(\.text) == [tokens(20).joined(separator: " ")])
  }

  @Test(
    "the four classes overlap, and the verdict is the last one's",
    arguments: [
      (12, ["not-clean", "not-dirty"]), (40, ["not-clean", "dirty"]), (0, ["clean", "not-dirty"]),
      (32, ["not-clean", "dirty"]), (31, ["not-clean", "not-dirty"]),
    ])
  func classes(shared: Int, expected: [String]) throws {
    let found = try item(tokens(40), in: Array(tokens(40)[..<shared]))
    #expect(found.classes == expected)
    #expect((found.verdict == .dirty) == (expected[1] == "dirty"))
  }

  @Test("settings change what is found")
  func settings() throws {
    var document = tokens(40)
    for position in [11, 13, 15, 17, 19] { document[position] = "other" }
    var settings = Llama2Spans()
    settings.skippedTokens = 5
    #expect(try item(tokens(40), in: document, settings).score == 35.0 / 40)
    settings.minimumTokens = 50
    #expect(try item(tokens(60), in: document, settings).score == 0)
    settings.minimumTokens = 11
    settings.exactTokens = 11
    settings.skippedTokens = 0
    #expect(try item(tokens(40), in: document, settings).score == 31.0 / 40)
  }

  /// Every span by trying every pair of beginnings.
  private func plainShare(_ item: [String], _ document: [String], _ settings: Llama2Spans) -> Double
  {
    var contaminated: Set<Int> = []
    for first in item.indices {
      for start in document.indices {
        var same: [Int] = []
        var differing = 0
        var length = 0
        var end = 0
        while first + length < item.count, start + length < document.count {
          if item[first + length] == document[start + length] {
            same.append(first + length)
            end = length + 1
          } else {
            differing += 1
            if length < settings.exactTokens || differing > settings.skippedTokens { break }
          }
          length += 1
        }
        if end >= max(settings.minimumTokens, settings.exactTokens) { contaminated.formUnion(same) }
      }
    }
    return Double(contaminated.count) / Double(item.count)
  }

  @Test("it finds what a comparison of all beginnings finds", arguments: UInt64(0)..<150)
  func againstPlain(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let letters = ["a", "b", "c", "d", "e"].prefix(Int.random(in: 2...5, using: &random))
    func text(_ count: Int) -> [String] {
      (0..<count).map { _ in letters.randomElement(using: &random) ?? "" }
    }
    let item = text(Int.random(in: 10...40, using: &random))
    var document = text(20) + item + text(20)
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      document[Int.random(in: 0..<document.count, using: &random)] = "z"
    }
    var settings = Llama2Spans()
    settings.exactTokens = Int.random(in: 2...5, using: &random)
    settings.minimumTokens = settings.exactTokens + Int.random(in: 0...3, using: &random)
    settings.skippedTokens = Int.random(in: 0...3, using: &random)
    let found = try self.item(item, in: document, settings)
    #expect(found.score == plainShare(item, document, settings))
  }
}
