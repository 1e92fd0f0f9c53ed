import Contamination
import Testing

@Suite("Methods by shares of n-grams and tokens")
struct ShareMethodTests {
  /// What a method says of one item after some documents.
  private func verdict(
    _ method: any ContaminationMethod, item: String, in documents: [String]
  ) throws -> ContaminationReport.Item {
    var scanner = try ContaminationCheck(of: [makeSet("quiz", [item])], by: method).makeScanner()
    for document in documents { scanner.scan(makeDocument(document)) { "d" } }
    return scanner.report().benchmarks[0].items[0]
  }

  private func part(_ range: Range<Int>, of item: String) -> String {
    item.split(separator: " ")[range].joined(separator: " ")
  }

  // 27 words have 20 8-grams.
  private let item = words("w", 27)

  @Test(
    "PaLM: an item is dirty from 70 % of its 8-grams on",
    arguments: [(21, 14, ItemVerdict.Verdict.dirty), (20, 13, .clean)])
  func palm(words: Int, nGrams: Int, expected: ItemVerdict.Verdict) throws {
    let found = try verdict(PaLMOverlap(), item: item, in: [part(0..<words, of: item)])
    #expect(found.verdict == expected)
    #expect(found.score == Double(nGrams) / 20)
  }

  @Test("PaLM and GPT-2: what several documents hold adds up")
  func addingUp() throws {
    // Ten 8-grams in each document, two of them in both: 18 of 20.
    let documents = [part(0..<17, of: item), part(8..<25, of: item)]
    #expect(try verdict(PaLMOverlap(), item: item, in: documents).score == 0.9)
    #expect(try verdict(GPT2Overlap(), item: item, in: documents).score == 0.9)
  }

  @Test("GPT-2: one 8-gram of lowercased alphanumeric words makes an item dirty")
  func gpt2() throws {
    let text = "W0-w1, (w2) W3; w4 w5 w6/w7"
    let found = try verdict(GPT2Overlap(), item: item, in: [text])
    #expect(found.verdict == .dirty)
    #expect(found.score == 0.05)
    #expect(try verdict(GPT2Overlap(), item: item, in: [part(0..<7, of: item)]).verdict == .clean)
  }

  @Test("Llama 3: tokens in shared 8-grams are counted once, over all documents")
  func llama3() throws {
    // 9 tokens in two overlapping 8-grams, 8 in another one: 17 of 27.
    let found = try verdict(
      Llama3Coverage(), item: item, in: [part(0..<9, of: item), part(19..<27, of: item)])
    #expect(found.score == 17.0 / 27)
    #expect(found.verdict == .dirty)
    let alone = try verdict(Llama3Coverage(), item: item, in: [part(0..<9, of: item)])
    #expect(alone.score == 9.0 / 27)
    #expect(alone.verdict == .clean)
  }

  @Test("Llama 3: tokens keep their case, punctuation marks are tokens")
  func tokens() throws {
    let text = "The quick (brown) fox jumps."  // 8 units
    #expect(try verdict(Llama3Coverage(), item: text, in: [text]).score == 1)
    #expect(try verdict(Llama3Coverage(), item: text, in: [text.lowercased()]).score == 0)
  }

  @Test("Tülu 3: half of the tokens in one document is not enough, documents do not add up")
  func tulu3() throws {
    let even = words("w", 28)
    let half = try verdict(
      Tulu3Coverage(), item: even, in: [part(0..<14, of: even), part(14..<28, of: even)])
    #expect(half.verdict == .clean)
    #expect(half.score == 0.5)
    let more = try verdict(Tulu3Coverage(), item: even, in: [part(0..<15, of: even)])
    #expect(more.verdict == .dirty)
  }

  @Test(
    "Tülu 3: a set is contaminated when more than 2 % of its items are dirty",
    arguments: [(50, false), (49, true)])
  func tulu3Set(items: Int, isContaminated: Bool) throws {
    let set = makeSet("quiz", (0..<items).map { words("item\($0)x", 10) })
    var scanner = try ContaminationCheck(of: [set], by: Tulu3Coverage()).makeScanner()
    scanner.scan(makeDocument(words("item7x", 10))) { "d" }
    let report = scanner.report().benchmarks[0]
    #expect(report.dirty == 1)
    #expect(report.isContaminated == isContaminated)
  }

  @Test(
    "n-grams of numbers alone never count",
    arguments: ContaminationMethods.all.map { $0.name })
  func numbers(method: String) throws {
    let numbers = (100..<140).map(String.init).joined(separator: " ")
    let found = try verdict(
      try ContaminationMethods.named(method).init(), item: numbers, in: [numbers])
    #expect(found.verdict == .untestable)
    #expect(found.matches.isEmpty)
  }

  @Test(
    "every method finds an item that stands in a document, with its places",
    arguments: ContaminationMethods.all.map { $0.name })
  func verbatim(method: String) throws {
    let question =
      "Élodie paid seven francs for the twelve brass buttons that she found at the market "
      + "beside the old harbour, and sold them again for nine; how much did she earn in all?"
    let set = BenchmarkSet(
      name: "quiz", items: [BenchmarkItem(index: 0, question: question, answer: "two francs")])
    let search = try ContaminationMethods.named(method).init().prepare([set])
    var searcher = search.makeSearcher()
    let before = prose(words: 60, seed: 1) + "\n"
    let text = before + set.items[0].example + "\n" + prose(words: 60, seed: 2)
    let found = searcher.search(Array(text.utf8))
    let match = try #require(found.matches.first)
    #expect(found.matches.count == 1)
    #expect(match.isContaminated)
    #expect(!found.elements.isEmpty)
    for passage in match.passages {
      #expect(passage.document.lowerBound >= before.utf8.count)
      let inDocument = Array(text.utf8)[passage.document]
      let inItem = Array(set.items[0].text.utf8)[passage.item]
      #expect(Array(inDocument) == Array(inItem))
    }
    #expect(searcher.search(Array(before.utf8)) == DocumentFindings())
  }

  @Test(
    "what is found in a document does not depend on earlier documents",
    arguments: ContaminationMethods.all.map { $0.name }, UInt64(0)..<3)
  func independence(method: String, seed: UInt64) throws {
    let items = (0..<30).map { prose(words: 40, seed: 100 * seed + UInt64($0)) }
    let search = try ContaminationMethods.named(method).init().prepare([makeSet("quiz", items)])
    var searcher = search.makeSearcher()
    for number in 0..<30 {
      let text = Array((items[number] + "\n" + items[29 - number] + " " + items[3]).utf8)
      var fresh = search.makeSearcher()
      #expect(searcher.search(text) == fresh.search(text))
    }
  }
}
