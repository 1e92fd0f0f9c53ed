import Contamination
import Pipelines
import TestSupport
import Testing

@Suite("N-grams in many documents")
struct FrequentElementTests {
  private func scanner(_ items: [String], maximumDocuments: Int = 10) throws -> ContaminationScanner
  {
    var method = GPT3Overlap()
    method.maximumDocuments = maximumDocuments
    return try ContaminationCheck(of: [makeSet("quiz", items)], by: method).makeScanner()
  }

  @Test(
    "an n-gram in ten documents makes an item dirty, in eleven it is ignored",
    arguments: [(10, ItemVerdict.Verdict.dirty), (11, .clean)])
  func limit(documents: Int, expected: ItemVerdict.Verdict) throws {
    let item = words("w", 13)
    var scanner = try scanner([item])
    for number in 0..<documents { scanner.scan(makeDocument("\(item) \(item)")) { "d\(number)" } }
    let found = scanner.report().benchmarks[0].items[0]
    #expect(found.verdict == expected)
    #expect(found.matchCount == (expected == .dirty ? documents : 0))
    #expect(scanner.findings.ignoredElements.count == (expected == .dirty ? 0 : 1))
  }

  @Test("what is rare of an item still counts, and only its matches are listed")
  func rareRest() throws {
    let item = words("w", 26)
    let common = item.split(separator: " ")[..<13].joined(separator: " ")
    var scanner = try scanner([item])
    for number in 0..<20 { scanner.scan(makeDocument(common)) { "common\(number)" } }
    scanner.scan(makeDocument(item)) { "whole" }
    let found = scanner.report().benchmarks[0].items[0]
    #expect(found.verdict == .dirty)
    #expect(found.score == 13.0 / 14)
    #expect(found.matches.map(\.document) == ["whole"])
  }

  @Test("ignored elements give no flags")
  func flags() throws {
    let item = words("w", 13)
    var first = try scanner([item])
    for number in 0..<11 { first.scan(makeDocument(item)) { "d\(number)" } }
    let ignored = Set(first.findings.ignoredElements)
    var second = try scanner([item])
    #expect(second.scan(makeDocument(item), ignoring: ignored) { "d" }.isEmpty)
  }

  @Test(
    "findings of parts, merged in order, say what those of the whole say", arguments: UInt64(0)..<30
  )
  func merging(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let items = (0..<12).map { words("item\($0)x", Int.random(in: 13...20, using: &random)) }
    let documents = (0..<60).map { number in
      let quotes = (0..<2).map { _ in items[Int.random(in: 0..<12, using: &random)] }
      return makeDocument(quotes.joined(separator: " and "), record: number)
    }
    let maximum = Int.random(in: 1...12, using: &random)
    var whole = try scanner(items, maximumDocuments: maximum)
    for document in documents { whole.scan(document) { "\(document.id.record)" } }
    var merged = try scanner(items, maximumDocuments: maximum)
    var start = 0
    while start < documents.count {
      let end = min(documents.count, start + Int.random(in: 1...25, using: &random))
      var part = try scanner(items, maximumDocuments: maximum)
      for document in documents[start..<end] { part.scan(document) { "\(document.id.record)" } }
      merged.merge(part.findings)
      start = end
    }
    #expect(merged.report() == whole.report())
    #expect(merged.findings.ignoredElements == whole.findings.ignoredElements)
  }
}
