import Contamination
import Testing

@Suite("Methods by paragraphs and substrings")
struct PieceMethodTests {
  private func flags(
    _ method: any ContaminationMethod, _ set: BenchmarkSet, _ text: String
  ) throws -> [ContaminationFlag] {
    var scanner = try ContaminationCheck(of: [set], by: method).makeScanner()
    return scanner.scan(makeDocument(text)) { "d" }
  }

  @Test("Dolma: a paragraph of 13 words is found, one of 12 is not", arguments: [(13, 1), (12, 0)])
  func dolmaLength(count: Int, flags: Int) throws {
    let line = words("w", count)
    let found = try self.flags(DolmaParagraphs(), makeSet("quiz", [line]), "a\n  \(line)\t\r\nb")
    #expect(found.count == flags)
  }

  @Test("Dolma: paragraphs are compared whole and as they stand")
  func dolmaExact() throws {
    let line = words("w", 20)
    let set = makeSet("quiz", [line + "\n" + words("second", 15)])
    #expect(try flags(DolmaParagraphs(), set, line).map(\.score) == [0.5])
    for text in [line.uppercased(), line + ".", "x " + line, words("w", 19)] {
      #expect(try flags(DolmaParagraphs(), set, text).isEmpty)
    }
  }

  @Test("Dolma: two items with one paragraph are both found, at their own places")
  func dolmaShared() throws {
    let line = words("w", 20)
    let items = [
      BenchmarkItem(index: 0, passage: line, question: "One?"),
      BenchmarkItem(index: 1, passage: "Read.", question: line),
    ]
    let search = try DolmaParagraphs().prepare([BenchmarkSet(name: "quiz", items: items)])
    var searcher = search.makeSearcher()
    let found = searcher.search(Array("x\n\(line)".utf8))
    let end = line.utf8.count
    #expect(found.matches.map(\.item) == [0, 1])
    #expect(found.matches.map { $0.passages.map(\.item) } == [[0..<end], [6..<6 + end]])
    #expect(found.matches.allSatisfy { $0.passages.map(\.document) == [2..<2 + end] })
    #expect(found.elements.count == 1)
  }

  /// 130 lower-case letters.
  private let letters = String(prose(words: 60, seed: 5).filter(\.isLetter).prefix(130))

  @Test("GPT-4: white space, punctuation and line ends do not matter, case does")
  func gpt4Characters() throws {
    let set = makeSet("quiz", [letters])
    let spread = letters.map { "\($0)" }.joined(separator: "-\n ")
    let found = try flags(GPT4Substrings(), set, "« " + spread + "!")
    #expect(found.map(\.score) == [1])
    #expect(try flags(GPT4Substrings(), set, letters.uppercased()).isEmpty)
  }

  @Test("GPT-4: an item of 50 characters or fewer is looked for whole", arguments: [4, 30, 50])
  func gpt4Short(count: Int) throws {
    let item = String(letters.prefix(count))
    let set = makeSet("quiz", [item])
    #expect(try flags(GPT4Substrings(), set, "123" + item + "xyz").map(\.score) == [1])
    #expect(try flags(GPT4Substrings(), set, "x" + item.dropLast() + "X").isEmpty)
  }

  @Test("GPT-4: a document that has one of the substrings is contaminated", arguments: 0..<20)
  func gpt4Substrings(seed: Int) throws {
    var method = GPT4Substrings()
    method.seed = seed
    let set = makeSet("quiz", [letters])
    // 130 characters have 81 substrings of 50; each is tried alone.
    let hits = try (0...80).filter { first in
      let substring = String(letters.dropFirst(first).prefix(50))
      return try !flags(method, set, "0" + substring + "0").isEmpty
    }
    #expect((1...3).contains(hits.count))
    // The draw depends on the seed alone.
    #expect(try flags(method, set, letters).map(\.score) == [1])
    let again = try (0...80).filter { first in
      try !flags(method, set, String(letters.dropFirst(first).prefix(50))).isEmpty
    }
    #expect(hits == again)
  }

  @Test("GPT-4: seeds draw different substrings")
  func gpt4Seeds() throws {
    let set = makeSet("quiz", [letters])
    var drawn: Set<[Int]> = []
    for seed in 0..<10 {
      var method = GPT4Substrings()
      method.seed = seed
      drawn.insert(
        try (0...80).filter { first in
          try !flags(method, set, String(letters.dropFirst(first).prefix(50))).isEmpty
        })
    }
    #expect(drawn.count > 5)
  }

  @Test("GPT-4: items of few characters can be left out")
  func gpt4Minimum() throws {
    var method = GPT4Substrings()
    method.minimumCharacters = 5
    let check = try ContaminationCheck(of: [makeSet("quiz", ["abcd", "abcde"])], by: method)
    let verdicts = check.report(check.makeFindings()).benchmarks[0].items.map(\.verdict)
    #expect(verdicts == [.untestable, .clean])
  }
}
