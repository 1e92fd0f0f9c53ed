import Contamination
import FoundationEssentials
import Pipelines
import TestSupport
import Testing

@Suite("The contamination check")
struct ContaminationCheckTests {
  @Test("an item is dirty, clean or untestable, with its share of n-grams")
  func verdicts() throws {
    let check = try ContaminationCheck(
      of: [makeSet("quiz", [words("dirty", 20), words("clean", 20), "Too short?", ""])])
    var scanner = check.makeScanner()
    let half = words("dirty", 14).uppercased()
    let flags = scanner.scan(makeDocument("Éh bien: \(half), he said")) { "doc-1" }
    #expect(
      flags == [ContaminationFlag(id: "doc-1", benchmark: "quiz", item: 0, score: 7.0 / 13)])
    let report = scanner.report()
    let quiz = try #require(report.benchmarks.first)
    #expect(quiz.wordsPerNGram == 8)
    #expect([quiz.dirty, quiz.clean, quiz.untestable, quiz.empty] == [1, 1, 2, 1])
    #expect(quiz.items.map(\.verdict) == [.dirty, .clean, .untestable, .untestable])
    #expect(quiz.items.map(\.score) == [7.0 / 13, 0, 0, 0])
    let match = try #require(quiz.items[0].matches.first)
    #expect(quiz.items[0].matches.count == 1)
    #expect(match.document == "doc-1")
    #expect(match.offset == 9)
    #expect(match.length == half.count + 1)
    #expect(match.text == half + ",")
    #expect(report.documents == 1)
  }

  @Test("the score counts an item's n-grams once over all documents")
  func scoreOverDocuments() throws {
    let check = try ContaminationCheck(of: [makeSet("quiz", [words("w", 26)])])
    var scanner = check.makeScanner()
    let item = words("w", 26).split(separator: " ")
    for range in [0..<14, 0..<13, 13..<26] {
      scanner.scan(makeDocument(item[range].joined(separator: " "))) { "d" }
    }
    // 13-grams at 0, 1 and 13 of 14.
    #expect(scanner.report().benchmarks[0].items[0].score == 3.0 / 14)
    #expect(scanner.report().benchmarks[0].items[0].matchCount == 3)
  }

  @Test("matches beyond the limit are counted, not kept")
  func matchLimit() throws {
    let check = try ContaminationCheck(of: [makeSet("quiz", [words("w", 13)])], maximumMatches: 2)
    var scanner = check.makeScanner()
    for number in 0..<5 { scanner.scan(makeDocument(words("w", 13))) { "d\(number)" } }
    let item = scanner.report().benchmarks[0].items[0]
    #expect(item.matchCount == 5)
    #expect(item.matches.map(\.document) == ["d0", "d1"])
  }

  @Test("equal items are found together, an option counts as part of its item")
  func duplicatesAndChoices() throws {
    let option = words("option", 13)
    let set = BenchmarkSet(
      name: "quiz",
      items: [
        BenchmarkItem(index: 0, question: words("w", 13)),
        BenchmarkItem(index: 1, question: words("w", 13)),
        BenchmarkItem(
          index: 2, question: words("other", 13), choices: ["yes", option], answer: "yes"),
      ])
    var scanner = try ContaminationCheck(of: [set]).makeScanner()
    scanner.scan(makeDocument(words("w", 13))) { "a" }
    let flags = scanner.scan(makeDocument(option)) { "b" }
    #expect(flags.map(\.item) == [2])
    #expect(flags[0].score == 1.0 / 3)
    #expect(scanner.report().benchmarks[0].items.map(\.verdict) == [.dirty, .dirty, .dirty])
  }

  @Test("scanners merged in order give the report of one scanner", arguments: UInt64(0)..<20)
  func merging(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let items = (0..<20).map { words("item\($0)x", Int.random(in: 5...30, using: &random)) }
    let check = try ContaminationCheck(
      of: [makeSet("a", Array(items[..<10])), makeSet("b", Array(items[5...]))], maximumMatches: 3)
    let documents = (0..<30).map { number in
      let quotes = (0..<3).map { _ in items[Int.random(in: 0..<20, using: &random)] }
      return makeDocument(quotes.joined(separator: " and "), record: number)
    }
    var whole = check.makeScanner()
    for document in documents { whole.scan(document) { "\(document.id.record)" } }
    let cut = Int.random(in: 0...30, using: &random)
    var first = check.makeScanner()
    var second = check.makeScanner()
    for document in documents[..<cut] { first.scan(document) { "\(document.id.record)" } }
    for document in documents[cut...] { second.scan(document) { "\(document.id.record)" } }
    first.merge(second.findings)
    #expect(first.report() == whole.report())
  }

  @Test("the JSON of a report and of a flag has the stable keys")
  func json() throws {
    var scanner = try ContaminationCheck(of: [makeSet("quiz", [words("w", 8)])]).makeScanner()
    let flags = scanner.scan(makeDocument(words("w", 8))) { "d" }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    #expect(
      String(decoding: try encoder.encode(flags), as: UTF8.self)
        == #"[{"benchmark":"quiz","id":"d","item":0,"score":1}]"#)
    #expect(
      String(decoding: try encoder.encode(scanner.report()), as: UTF8.self)
        == #"{"benchmarks":[{"clean":0,"dirty":1,"empty":0,"items":[{"index":0,"matchCount":1,"#
        + #""matches":[{"after":"","before":"","document":"d","itemLength":23,"itemOffset":0,"#
        + #""length":23,"offset":0,"text":"w0 w1 w2 w3 w4 w5 w6 w7"}],"#
        + #""score":1,"verdict":"dirty"}],"name":"quiz","untestable":0,"wordsPerNGram":8}],"#
        + #""bytes":23,"documents":1,"method":"gpt3"}"#)
  }

  @Test(
    "a document is named by its own id, else by its place",
    arguments: [
      (#"{"id": "a\"b", "text": ""}"#, "a\"b"), (#"{"id": 17, "text": ""}"#, "17"),
      (#"{"text": ""}"#, "web/part:4"), (#"{"id": null}"#, "web/part:4"),
      (#"{"id": ""}"#, "web/part:4"),
    ])
  func identity(line: String, expected: String) throws {
    let shard = InputShard(
      ordinal: 0, source: "web", name: "part", path: "part.jsonl", format: "jsonl", bytes: 0)
    let document = Document(
      id: DocumentID(input: 0, record: 3), text: [], record: try makeRecord(line))
    #expect(document.reportedIdentity(in: shard) == expected)
  }
}
