import Filters
import Pipelines
import Testing

@Suite struct C4CleanTests {
  private static let good = "This line has quite enough words."

  /// A page of the line and three good ones, so that only the line's own fate matters.
  private func keeps(_ line: String, _ settings: C4CleanSettings = C4CleanSettings()) throws -> Bool
  {
    let page = Array(repeating: Self.good, count: 3) + [line]
    let outcome = try run(C4Clean.self, settings, on: page.joined(separator: "\n"))
    #expect(outcome.verdict == .keep)
    return outcome.number("c4-clean.keptLines") == 4
  }

  @Test(
    "a line is kept or removed by each line rule",
    arguments: [
      ("Exactly five words are here.", true),
      ("Only four words here.", false),
      ("No end mark at this line", false),
      ("It trails off at the end...", false),
      ("Does a question mark end it?", true),
      ("An exclamation mark does as well!", true),
      ("He said \"it ends in a quote.\"", true),
      ("It ends in a single quote.'", false),
      ("  White space around the line is stripped. \t", true),
      ("Please enable JavaScript to see this page.", false),
      ("Our Terms of Use apply to all visitors.", false),
      ("Read the privacy policy of this site.", false),
      ("See our cookie policy for the details.", false),
      ("This site uses cookies to work well.", false),
      ("We make use of cookies on this site.", false),
      ("We use cookies on this site only.", false),
      ("The cookie jar holds cookies we bake.", true),
    ])
  func lineRules(line: String, isKept: Bool) throws {
    #expect(try keeps(line) == isKept)
  }

  @Test(
    "a word of 1,000 characters is kept, one more removes the line",
    arguments: [
      (1000, "x", true), (1001, "x", false), (1000, "é", true), (1001, "é", false),
    ])
  func longWords(length: Int, letter: String, isKept: Bool) throws {
    #expect(
      try keeps("A line with \(String(repeating: letter, count: length)) inside it.") == isKept)
  }

  @Test(
    "citation marks are deleted before the end mark and the words are looked at",
    arguments: [
      ("Water boils at a hundred degrees[12].", "Water boils at a hundred degrees."),
      (
        "Water[] boils[edit] at a hundred[citation needed] degrees.",
        "Water boils at a hundred degrees."
      ),
      (
        "Water boils[a] at a [see 12] hundred degrees.",
        "Water boils[a] at a [see 12] hundred degrees."
      ),
      ("[1] Water boils at hundred degrees.", " Water boils at hundred degrees."),
      ("Water boils[١٢] at a hundred degrees.", "Water boils at a hundred degrees."),
    ])
  func citations(line: String, cleaned: String) throws {
    let page = [Self.good, line, Self.good]
    let outcome = try run(C4Clean.self, on: page.joined(separator: "\n"))
    #expect(outcome.text == [Self.good, cleaned, Self.good].joined(separator: "\n"))
  }

  @Test("a mark behind the full stop leaves a line that ends well, one before white space does not")
  func citationsAtTheEnd() throws {
    #expect(try keeps("Water boils at a hundred degrees.[12]"))
    #expect(try keeps("Water boils at a hundred degrees. [12]") == false)
    #expect(try keeps("One two three[1] four[2].") == false)
  }

  @Test("words are counted before citation marks go, where asked")
  func countsWordsBeforeCitations() throws {
    var settings = C4CleanSettings()
    #expect(try keeps("One two three four [2].", settings))
    #expect(try keeps("One two three [2] four.", settings) == false)
    settings.countsWordsBeforeCitations = true
    #expect(try keeps("One two three [2] four.", settings))
  }

  @Test(
    "a curly bracket or lorem ipsum drops the page only from a line that came so far",
    arguments: [
      ("if (x) { return the value of it. }.", "curly-bracket"),
      ("if (x) { return the value of it }", nil),
      ("short { one.", nil),
      ("Enable javascript { to see this page.", nil),
      ("We use cookies { on this site.", "curly-bracket"),
      ("Here Lorem Ipsum dolor sit amet.", "lorem-ipsum"),
      ("Here Lorem Ipsum dolor sit amet", nil),
      ("Lorem ipsum dolor javascript sit amet.", "lorem-ipsum"),
      ("Lorem ipsum { dolor sit amet.", "lorem-ipsum"),
    ] as [(String, String?)])
  func pageRules(line: String, rule: String?) throws {
    let page = Array(repeating: Self.good, count: 3) + [line]
    #expect(try run(C4Clean.self, on: page.joined(separator: "\n")).rule == rule)
  }

  @Test("of two lines that condemn a page the first names the rule")
  func firstCondemningLine() throws {
    let page = ["The value { is here now.", "Here lorem ipsum dolor sit amet."]
    #expect(try run(C4Clean.self, on: page.joined(separator: "\n")).rule == "curly-bracket")
    #expect(
      try run(C4Clean.self, on: page.reversed().joined(separator: "\n")).rule == "lorem-ipsum")
  }

  @Test("three sentences in the kept lines are enough, two are not")
  func sentences() throws {
    let enough = try run(
      C4Clean.self, on: "One line has two. Here is another one.\nAnd here is a third.")
    #expect(enough.verdict == .keep && enough.number("c4-clean.sentences") == 3)
    let few = try run(C4Clean.self, on: "One line has two. Here is another one.\nNo end. No end")
    #expect(few.verdict == .drop(DropReason("too-few-sentences", value: 2, threshold: 3)))
    var settings = C4CleanSettings()
    settings.minimumSentences = 2
    #expect(try run(C4Clean.self, settings, on: few.text).verdict == .keep)
  }

  @Test("a page of 190,000 characters is kept, a longer one dropped")
  func length() throws {
    let lines =
      Array(repeating: "Überall stehen hier fünf Wörter", count: 100).joined(separator: ". ") + "."
    let page = String(repeating: lines + "\n", count: 60)
    let exact = page.unicodeScalars.prefix(189_967)
    let outcome = try run(
      C4Clean.self,
      on: [
        String(String.UnicodeScalarView(exact)) + "\n" + Self.good.dropFirst(1),
        String(String.UnicodeScalarView(exact)) + "\n" + Self.good,
      ])
    #expect(outcome.map { $0.number("c4-clean.characters") } == [190_000, 190_001])
    #expect(outcome.map(\.rule) == [nil, "too-many-characters"])
    var settings = C4CleanSettings()
    settings.maximumCharacters = 200_000
    #expect(try run(C4Clean.self, settings, on: page).verdict == .keep)
  }

  @Test("each switch changes what is kept")
  func switches() throws {
    var settings = C4CleanSettings()
    settings.requiresEndMark = false
    #expect(try keeps("No end mark at this line", settings))
    settings = C4CleanSettings()
    settings.endMarks = ".?!\"'"
    #expect(try keeps("It ends in a single quote.'", settings))
    settings = C4CleanSettings()
    settings.minimumWordsPerLine = 4
    #expect(try keeps("Only four words here.", settings))
    settings = C4CleanSettings()
    settings.maximumWordCharacters = 8
    #expect(try keeps("This line has a verylongword inside.", settings) == false)
  }

  @Test("lines end where Python's splitlines ends them")
  func lineEndings() throws {
    let outcome = try run(
      C4Clean.self, on: "\(Self.good)\r\n\(Self.good)\u{2028}\(Self.good)\u{85}no end")
    #expect(outcome.text == Array(repeating: Self.good, count: 3).joined(separator: "\n"))
  }

  @Test("a text that needs no cleaning is not touched")
  func unchanged() throws {
    let page = Array(repeating: Self.good, count: 3).joined(separator: "\n")
    #expect(try run(C4Clean.self, on: page).document.isTextChanged == false)
  }

  @Test("an empty page has too few sentences", arguments: ["", "\n\n", " "])
  func empty(page: String) throws {
    #expect(try run(C4Clean.self, on: page).rule == "too-few-sentences")
  }

  @Test("a threshold that makes no sense is refused with its name")
  func validation() {
    var settings = C4CleanSettings()
    settings.minimumSentences = -1
    #expect(throws: SettingsProblem("minimumSentences", "is -1; expected 0 or more")) {
      try settings.validate()
    }
    settings = C4CleanSettings()
    settings.endMarks = "。"
    #expect(throws: SettingsProblem.self) { try settings.validate() }
  }
}
