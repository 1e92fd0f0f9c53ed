import Contamination
import TestSupport
import Testing
import Text

@Suite("The method decon")
struct DeconTests {
  private let question = words("q", 30)
  private let answer = words("a", 10)
  private let passage = words("p", 30)

  private func set(passage: String = "", answer: String = "") -> BenchmarkSet {
    BenchmarkSet(
      name: "quiz",
      items: [
        BenchmarkItem(index: 0, passage: passage, question: question, answer: answer),
        BenchmarkItem(index: 1, question: words("other", 30)),
      ])
  }

  private func score(
    _ set: BenchmarkSet, _ text: String, _ settings: DeconOverlap = DeconOverlap()
  ) throws -> Double {
    var searcher = try settings.prepare([set]).makeSearcher()
    return searcher.search(Array(text.utf8)).matches.first { $0.item == 0 }?.score ?? 0
  }

  private func part(_ range: Range<Int>, of text: String) -> String {
    text.split(separator: " ")[range].joined(separator: " ")
  }

  @Test("a question alone counts by the weight of its n-grams")
  func questionAlone() throws {
    #expect(try score(set(), "x \(question) y") == 1)
    // 24 of 26 5-grams, all of one weight; 30 tokens need 0.9333 where 50 need 0.8.
    let most = try score(set(), part(0..<28, of: question))
    #expect(abs(most - 24.0 / 26 * 0.8 / (1 - 0.2 / 3)) < 1e-9)
    // Below the least share that could be enough with answer and passage, nothing is reported.
    #expect(try score(set(), part(0..<20, of: question)) == 0)
  }

  @Test("an answer behind the question gives a quarter of the score")
  func answerBehind() throws {
    let item = set(answer: answer)
    #expect(try score(item, "\(question) so it is \(answer)") == 1)
    #expect(try abs(score(item, question) - 0.75 * 0.8 / (1 - 0.2 * 20 / 30)) < 1e-9)
    // Before the question, or too far behind it, the answer does not count.
    #expect(try score(item, "\(answer) \(question)") < 0.8)
    #expect(try score(item, "\(question) \(words("x", 91)) \(answer)") < 1)
    #expect(try score(item, "\(question) \(words("x", 90)) \(answer)") == 1)
  }

  @Test("an answer of three tokens must stand within fifty tokens, exactly", arguments: [49, 50])
  func shortAnswer(gap: Int) throws {
    let item = set(answer: "forty two pence")
    let text = "\(question) \(words("x", gap)) forty two pence"
    #expect(try (score(item, text) == 1) == (gap == 49))
    #expect(try score(item, "\(question) forty-three pence") < 0.8)
  }

  @Test("a passage before the question counts, up to a gap of three tokens")
  func passageBefore() throws {
    let item = set(passage: passage, answer: answer)
    let rest = "\(question) \(answer)"
    #expect(try score(item, "\(passage) \(rest)") == 1)
    // 0.7 and 0.2 of 1, and none of the passage.
    #expect(try abs(score(item, rest) - 0.9) < 1e-9)
    // A word in the middle breaks four 4-grams: the half behind it is left, 12 of 27.
    let broken = "\(part(0..<15, of: passage)) x \(part(15..<30, of: passage)) \(rest)"
    #expect(try abs(score(item, broken) - (0.9 + 0.1 * 12 / 27)) < 1e-9)
  }

  @Test("weights follow the confidence in question and answer")
  func weights() {
    // Worked by hand: 10 n-grams keep 0.75 of the question's weight.
    func score(
      _ question: Double, _ answer: Double?, _ passage: Double?, nGrams: Int = 20, tokens: Int = 4
    )
      -> Double
    {
      DeconScore(settings: DeconOverlap()).score(
        DeconScore.Evidence(
          question: question, answer: answer, passage: passage, questionNGrams: nGrams,
          answerTokens: tokens, itemTokens: 50))
    }
    #expect(abs(score(1, 0, 0) - 0.7) < 1e-12)
    #expect(abs(score(1, 0, nil) - 0.75) < 1e-12)
    #expect(abs(score(1, nil, 0) - 0.85) < 1e-12)
    #expect(abs(score(0.9, nil, nil) - 0.9) < 1e-12)
    #expect(abs(score(1, 0, nil, nGrams: 10) - 0.5625) < 1e-12)
    #expect(abs(score(0, 1, nil, nGrams: 10) - 0.4375) < 1e-12)
    // 0.2 + 0.0875 for the answer, of which an answer of two tokens keeps 0.75.
    #expect(abs(score(0, 1, 0, nGrams: 10, tokens: 2) - 0.215625) < 1e-12)
    #expect(abs(score(0, 0, 1, nGrams: 10, tokens: 2) - 0.259375) < 1e-12)
  }

  @Test("an item of up to twenty tokens must be found whole", arguments: [(20, 1.0), (50, 0.8)])
  func perfectMatch(tokens: Int, required: Double) {
    func score(_ question: Double) -> Double {
      DeconScore(settings: DeconOverlap()).score(
        DeconScore.Evidence(
          question: question, answer: nil, passage: nil, questionNGrams: 20, answerTokens: 0,
          itemTokens: tokens))
    }
    #expect(score(1) == 1)
    #expect(abs(score(0.99) - 0.99 * 0.8 / required) < 1e-12)
  }

  @Test(
    "an item leaves a cluster after eleven misses", arguments: [(5, true), (6, true), (7, false)])
  func misses(gap: Int, isWhole: Bool) throws {
    // k foreign words are k + 4 n-grams that miss; the eleventh ends the cluster.
    let text = "\(part(0..<15, of: question)) \(words("x", gap)) \(part(15..<30, of: question))"
    var settings = DeconOverlap()
    settings.minimumScore = 0.5
    #expect(try (score(set(), text, settings) > 0) == isWhole)
  }

  @Test("items that are too short or say too little are left out")
  func untestable() throws {
    let set = makeSet(
      "quiz",
      [words("w", 19), words("w", 20), "a b a b a b a b a b a b a b a b a b a b", "", "1 2 3"])
    let search = try DeconOverlap().prepare([set])
    #expect(
      (0..<5).map(search.untestable) == [.tooShort, nil, .tooShort, .empty, .numbersAlone])
  }

  @Test("equal items are found together")
  func duplicates() throws {
    var searcher = try DeconOverlap().prepare([set(), set()]).makeSearcher()
    #expect(searcher.search(Array(question.utf8)).matches.map(\.item) == [0, 2])
  }

  @Test("a rare n-gram weighs more than one that many items have")
  func frequencies() throws {
    // Fifteen items share the first half of the question.
    let half = part(0..<15, of: question)
    let items = [question] + (0..<14).map { "\(half) \(words("item\($0)x", 15))" }
    var settings = DeconOverlap()
    settings.minimumScore = 0.35
    let search = try settings.prepare([makeSet("quiz", items)])
    var searcher = search.makeSearcher()
    let common = searcher.search(Array("\(half) \(words("y", 15))".utf8))
    let rare = searcher.search(Array("\(words("y", 10)) \(part(15..<30, of: question))".utf8))
    #expect(common.matches.isEmpty)
    #expect(rare.matches.map(\.item) == [0])
    // 11 rare 5-grams and 4 astride of weight ln 16, 11 common ones of weight ln (16 / 15).
    let expected = 11 * 2.772588722239781 / (15 * 2.772588722239781 + 11 * 0.06453852113757118)
    #expect(abs((rare.matches.first?.score ?? 0) * (1 - 0.65 / 3) / 0.35 - expected) < 1e-9)
  }

  @Test("text is cleaned before a tokenizer sees it, and places are those of the text")
  func cleaning() throws {
    var splitter = DeconOverlap.units(over: WordUnits(.whitespace)).makeSplitter()
    var units = UnitList()
    let text = Array("  «Où»—EST-il,   d'accord? × ".utf8)
    splitter.split(text.span, into: &units)
    let places = (0..<units.count).map {
      String(decoding: text[Int(units.starts[$0])..<Int(units.ends[$0])], as: UTF8.self)
    }
    #expect(places == ["Où", "EST", "il", "d", "accord", "×"])
    #expect(units.hashes[1] == WordHash.hash(Array("est".utf8).span))
  }
}
