import Contamination
import TestSupport
import Testing

/// What may happen to an item on its way into a corpus.
enum Edit: CaseIterable, Sendable {
  case none, upperCase, punctuation, replaced, leftOut, putIn, optionsBetween

  /// The words of an item, edited.
  func apply(question: [String], answer: [String]) -> [String] {
    var words = question + answer
    let places = stride(from: 11, to: words.count, by: 12)
    switch self {
    case .none: break
    case .upperCase: words = words.map { $0.uppercased() }
    case .punctuation: words = words.map { "«\($0)»;" }
    case .replaced: for place in places { words[place] = "replacement\(place)" }
    case .leftOut: for place in places.reversed() { words.remove(at: place) }
    case .putIn: for place in places.reversed() { words.insert("inserted\(place)", at: place) }
    case .optionsBetween:
      words = question + ["A", "some", "option", "B", "another", "one", "C"] + answer
    }
    return words
  }
}

@Suite("The method sluice finds edited items")
struct SluiceEditTests {
  private static let lengths = [5, 8, 12, 13, 24, 40, 90]

  private static func item(_ number: Int) -> (question: [String], answer: [String]) {
    let length = lengths[number % lengths.count]
    let words = prose(words: length + 2, seed: UInt64(number)).split(separator: " ")
      .map(String.init)
    return (Array(words[..<length]), Array(words[length...]))
  }

  private static let search: any BenchmarkSearch = {
    let items = (0..<70).map { number in
      let item = item(number)
      return BenchmarkItem(
        index: number, question: item.question.joined(separator: " "),
        choices: ["some option", "another one"], answer: item.answer.joined(separator: " "))
    }
    return SluiceOverlap().prepare([BenchmarkSet(name: "set", items: items)], tokens: nil)
  }()

  @Test("every item is found after every edit, and no other", arguments: Edit.allCases)
  func edits(edit: Edit) throws {
    var searcher = Self.search.makeSearcher()
    for number in 0..<70 {
      let item = Self.item(number)
      let planted = edit.apply(question: item.question, answer: item.answer)
      let before = prose(words: 40, seed: UInt64(1000 + number))
      let text =
        before + "\n" + planted.joined(separator: " ") + "\n"
        + prose(words: 40, seed: UInt64(2000 + number))
      let found = searcher.search(Array(text.utf8)).matches.filter(\.isContaminated)
      #expect(found.map(\.item) == [number], "item \(number), \(item.question.count) words")
      let match = try #require(found.first)
      for passage in match.passages {
        #expect(passage.document.lowerBound > before.utf8.count)
        #expect(
          passage.document.upperBound <= before.utf8.count + 1
            + planted.joined(separator: " ").utf8.count)
        #expect(!passage.item.isEmpty)
      }
    }
  }

  @Test("every sixth word replaced is still found in items of 24 words and more")
  func heavyEdits() {
    var searcher = Self.search.makeSearcher()
    for number in 0..<70 where Self.item(number).question.count >= 24 {
      let item = Self.item(number)
      let words = (item.question + item.answer).enumerated()
        .map { $0 % 6 == 5 ? "other\($0)" : $1 }
      let found = searcher.search(Array(words.joined(separator: " ").utf8))
      #expect(found.matches.filter(\.isContaminated).map(\.item) == [number])
    }
  }

  @Test("words in another order, or of many items mixed, flag nothing")
  func shuffled() {
    var searcher = Self.search.makeSearcher()
    for seed in 0..<20 {
      var random = SplitMix64(seed: UInt64(seed))
      let words = (0..<10).flatMap { Self.item((seed * 3 + $0) % 70).question }
        .shuffled(using: &random)
      let found = searcher.search(Array(words.joined(separator: " ").utf8))
      #expect(found.matches.filter(\.isContaminated).isEmpty)
    }
  }

  @Test("findings depend on the text alone, not on what was searched before")
  func determinism() {
    let texts = (0..<70).map { number in
      let item = Self.item(number)
      return Array((item.question + ["so"] + item.answer).joined(separator: " ").utf8)
    }
    var one = Self.search.makeSearcher()
    let forwards = texts.map { one.search($0) }
    let backwards = texts.reversed().map { one.search($0) }
    let fresh = texts.map { text in
      var searcher = Self.search.makeSearcher()
      return searcher.search(text)
    }
    #expect(forwards == backwards.reversed())
    #expect(forwards == fresh)
    #expect(forwards.allSatisfy { !$0.matches.isEmpty })
  }

  @Test("an item that stands twice in a document is shown twice")
  func twice() throws {
    let item = Self.item(4)
    let text = (item.question + item.answer).joined(separator: " ")
    var searcher = Self.search.makeSearcher()
    let found = searcher.search(Array((text + "\n" + prose(words: 80, seed: 5) + "\n" + text).utf8))
    let match = try #require(found.matches.first { $0.item == 4 })
    #expect(match.passages.count == 2)
    #expect(match.passages[0].document.upperBound <= match.passages[1].document.lowerBound)
  }

  @Test(
    "an item is found once wherever it stands in a long document",
    arguments: [
      0, 32_700, 32_768, 34_700, 34_816, 65_500,
    ])
  func longDocuments(position: Int) throws {
    let filler = prose(words: 70_000, seed: 77).split(separator: " ").map(String.init)
    let item = Self.item(6)
    let words = filler[..<position] + item.question + item.answer + filler[position...]
    var searcher = Self.search.makeSearcher()
    let found = searcher.search(Array(words.joined(separator: " ").utf8))
    let match = try #require(found.matches.first)
    #expect(found.matches.count == 1)
    #expect(match.item == 6)
    #expect(match.isContaminated)
    #expect(match.passages.count == 1)
  }

  @Test("a document that repeats a part of an item a hundred thousand times is no trouble")
  func repetition() {
    let words = Self.item(5).question[..<6].joined(separator: " ") + " "
    var searcher = Self.search.makeSearcher()
    let found = searcher.search(Array(String(repeating: words, count: 100_000).utf8))
    #expect(found.matches.allSatisfy { $0.passages.count <= 8 })
  }
}
