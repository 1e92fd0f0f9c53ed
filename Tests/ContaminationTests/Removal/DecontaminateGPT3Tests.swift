import Contamination
import Pipelines
import Testing

@Suite("decontaminate-gpt3")
struct DecontaminateGPT3Tests {
  private func stage(
    _ questions: [String], _ change: (inout DecontaminationSettings<GPT3Overlap>) -> Void = { _ in }
  ) throws -> DecontaminateCounted<GPT3Overlap> {
    var settings = DecontaminationSettings<GPT3Overlap>()
    change(&settings)
    return try DecontaminateCounted<GPT3Overlap>(settings, benchmarks: [makeSet("quiz", questions)])
  }

  /// Prose with lines between its stretches.
  private func book(quoting quotes: [String]) -> String {
    var parts = [prose(words: 400, seed: 0)]
    for (position, quote) in quotes.enumerated() {
      parts.append(quote)
      parts.append(prose(words: 400, seed: UInt64(position) + 1))
    }
    return parts.joined(separator: " ")
  }

  private func text(_ document: Document) -> String {
    String(decoding: document.text, as: UTF8.self)
  }

  @Test("a book with one quoted line keeps everything but the window")
  func oneQuote() throws {
    let quote = words("quoted", 13)
    let before = prose(words: 50_000, seed: 1)
    let after = prose(words: 50_000, seed: 2)
    let result = try run(stage([quote]), on: ["\(before) \(quote) \(after)"]).documents[0]
    #expect(result.verdict == .keep)
    // The space beside the quote is the first character of each window.
    #expect(text(result.document) == "\(before.dropLast(199))\n\n\(after.dropFirst(199))")
    #expect(result.document.notes["decontaminate-gpt3.collisions"] == .number(1))
    #expect(result.document.notes["decontaminate-gpt3.pieces"] == .number(2))
    #expect(result.document.notes["decontaminate-gpt3.item"] == .text("quiz:0"))
    #expect(
      result.document.notes["decontaminate-gpt3.removedCharacters"]
        == .number(Double(quote.utf8.count + 400)))
  }

  @Test(
    "more than ten pieces drop a document, ten do not",
    arguments: [(9, true), (10, false), (11, false)])
  func separatedQuotes(count: Int, isKept: Bool) throws {
    let quotes = (0..<count).map { words("quote\($0)x", 13) }
    let result = try run(stage(quotes), on: [book(quoting: quotes)]).documents[0]
    let dropped = Verdict.drop(
      DropReason("contaminated", value: Double(count + 1), threshold: 10, detail: "quiz:0"))
    #expect(result.verdict == (isKept ? .keep : dropped))
    if isKept { #expect(text(result.document).split(separator: "\n\n").count == count + 1) }
  }

  @Test(
    "an n-gram in eleven documents is ignored, in ten it is not", arguments: [(10, 0), (11, 1)])
  func frequentNGram(count: Int, ignored: Int) throws {
    let quote = words("notice", 13)
    // Twice in each: documents count, not occurrences.
    let texts = (0..<count).map {
      "\(prose(words: 90, seed: UInt64(2 * $0))) \(quote) \(quote) "
        + prose(words: 90, seed: UInt64(2 * $0 + 1))
    }
    let (results, tally) = try run(stage([quote]), on: texts)
    #expect(results.allSatisfy { $0.document.isTextChanged == (ignored == 0) })
    #expect(tally["n-grams-found"] == 1)
    #expect(tally["n-grams-ignored"] == ignored)
    #expect(tally["items/quiz"] == 1)
    #expect(tally["words-per-n-gram/quiz"] == 13)
  }

  @Test("a piece under 200 characters is discarded, one of 200 stays", arguments: [199, 200])
  func shortPieces(count: Int) throws {
    let quote = words("quoted", 13)
    let rest = String(repeating: "x", count: count)
    let window = " " + String(repeating: "y", count: 199)
    let long = prose(words: 200, seed: 3)
    let result = try run(stage([quote]), on: ["\(long) \(quote)\(window)\(rest)"]).documents[0]
    let kept = String(long.dropLast(199)) + (count == 200 ? "\n\n" + rest : "")
    #expect(text(result.document) == kept)
  }

  @Test("a document of which no piece is long enough is dropped with the longest piece")
  func nothingLeft() throws {
    let quote = words("quoted", 13)
    let rest = String(repeating: "x", count: 50)
    let result = try run(stage([quote]), on: [quote + String(repeating: " ", count: 200) + rest])
    #expect(
      result.documents[0].verdict
        == .drop(DropReason("nothing-left", value: 50, threshold: 200, detail: "quiz:0")))
  }

  @Test("a clean document is untouched and has no notes")
  func clean() throws {
    let result = try run(stage([words("q", 20)]), on: [prose(words: 100, seed: 9)]).documents[0]
    #expect(result.verdict == .keep)
    #expect(!result.document.isTextChanged)
    #expect(result.document.notes == Notes())
  }

  @Test("the action decides between cutting, dropping and annotating")
  func actions() throws {
    let quote = words("quoted", 13)
    let texts = [book(quoting: [quote])]
    let drop = try run(stage([quote]) { $0.removal.action = .drop }, on: texts).documents[0]
    #expect(
      drop.verdict
        == .drop(DropReason("contaminated", value: 1, threshold: 0, detail: "quiz:0")))
    let annotate = try run(stage([quote]) { $0.removal.action = .annotate }, on: texts).documents[0]
    #expect(annotate.verdict == .keep)
    #expect(!annotate.document.isTextChanged)
    #expect(annotate.document.notes["decontaminate-gpt3.item"] == .text("quiz:0"))
  }

  /// A change of settings, named for the failure message.
  struct Change: Sendable, CustomTestStringConvertible {
    var name: String
    var apply: @Sendable (inout DecontaminationSettings<GPT3Overlap>) -> Void
    var testDescription: String { name }

    init(
      _ name: String,
      _ apply: @escaping @Sendable (inout DecontaminationSettings<GPT3Overlap>) -> Void
    ) {
      self.name = name
      self.apply = apply
    }
  }

  @Test(
    "every limit is a setting that changes the result",
    arguments: [
      Change("windowCharacters") { $0.removal.windowCharacters = 10 },
      Change("minimumPieceCharacters") { $0.removal.minimumPieceCharacters = 100_000 },
      Change("maximumPieces") { $0.removal.maximumPieces = 1 },
      Change("minimumWords") { ($0.method.minimumWords, $0.method.maximumWords) = (30, 30) },
      Change("maximumWords") { $0.method.maximumWords = 8 },
    ])
  func settings(change: Change) throws {
    // Eight words of the item stand apart from the rest: only a shorter n-gram finds them.
    let quote = words("quoted", 20)
    let book = book(quoting: [quote, words("quoted", 8)])
    let standard = try run(stage([quote]), on: [book]).documents[0]
    let changed = try run(stage([quote], change.apply), on: [book]).documents[0]
    #expect(standard.verdict == .keep)
    #expect(changed.verdict != standard.verdict || changed.document.text != standard.document.text)
  }

  @Test("the number of documents that make an n-gram frequent is a setting")
  func maximumDocuments() throws {
    let quote = words("quoted", 13)
    let texts = (0..<2).map { prose(words: 100, seed: $0) + " " + quote }
    let results = try run(stage([quote]) { $0.method.maximumDocuments = 1 }, on: texts).documents
    #expect(results.allSatisfy { !$0.document.isTextChanged })
  }

  @Test("items without an n-gram are counted: too short, empty, or numbers alone")
  func untestable() throws {
    let numbers = (100..<120).map(String.init).joined(separator: " ")
    let stage = try stage([words("long", 20), "Too short?", "", numbers]) {
      $0.method.maximumWords = 8
    }
    let tally = try run(stage, on: [numbers]).tally
    #expect(tally["items/quiz"] == 4)
    #expect(tally["items-without-n-gram/quiz"] == 3)
    #expect(tally["n-grams-found"] == 0)
  }

  @Test(
    "settings out of range are refused by name",
    arguments: [
      Change("benchmarks") { $0.removal.benchmarks = [] },
      Change("minimumWords") { $0.method.minimumWords = 0 },
      Change("maximumWords") { $0.method.maximumWords = 7 },
      Change("maximumWords") { $0.method.maximumWords = 256 },
      Change("windowCharacters") { $0.removal.windowCharacters = -1 },
      Change("minimumPieceCharacters") { $0.removal.minimumPieceCharacters = -1 },
      Change("maximumPieces") { $0.removal.maximumPieces = 0 },
      Change("maximumDocuments") { $0.method.maximumDocuments = 0 },
      Change("fields.question") { $0.removal.fields.answer = "a" },
    ])
  func validation(change: Change) throws {
    var settings = DecontaminationSettings<GPT3Overlap>()
    settings.removal.benchmarks = ["eval/*.jsonl"]
    try settings.validate()
    change.apply(&settings)
    let problem = #expect(throws: SettingsProblem.self) { try settings.validate() }
    #expect(problem?.setting == change.name)
  }

  @Test("benchmarks are read through the side inputs, with the fields of the settings")
  func sideInputs() throws {
    var settings = DecontaminationSettings<GPT3Overlap>()
    settings.removal.benchmarks = ["eval/quiz.jsonl"]
    settings.removal.fields.question = "frage"
    settings.removal.action = .drop
    let quote = words("quoted", 13)
    let side = SideFiles(files: [("eval/quiz.jsonl", [#"{"frage": "\#(quote)"}"#])])
    let stage = try DecontaminateCounted<GPT3Overlap>(
      settings, context: StageContext(seed: 1, side: side, inputs: []))
    #expect(try run(stage, on: [quote]).documents[0].verdict.isKept == false)
    #expect(settings.sideFiles == ["eval/quiz.jsonl"])
  }
}
