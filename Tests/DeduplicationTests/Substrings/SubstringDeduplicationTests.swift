import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct SubstringDeduplicationTests {
  private func run(
    _ shards: [[String]], minimumWords: Int, minimumWordsLeft: Int = 0, partitions: Int = 1,
    bufferBytes: Int = 64 << 20
  ) throws -> StageHarness.Outcome {
    var settings = SubstringSettings()
    settings.minimumWords = minimumWords
    settings.minimumWordsLeft = minimumWordsLeft
    return try StageHarness.run(
      SubstringDeduplication.self, settings,
      on: shards.enumerated().map { .init(name: "s\($0)", texts: $1) }, partitions: partitions,
      bufferBytes: bufferBytes)
  }

  /// The words each document has after the stage, dropped ones included.
  private func words(_ outcome: StageHarness.Outcome) -> [[String]] {
    outcome.documents.map { entry in
      String(decoding: entry.document.text, as: UTF8.self).split(separator: " ").map(String.init)
    }
  }

  @Test(
    "exactly the words in a window that stood earlier are cut, as by looking at every window",
    arguments: UInt64(0)..<120)
  func everyWindow(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let alphabet = Int.random(in: 1...4, using: &random)
    let minimumWords = Int.random(in: 4...12, using: &random)
    var passages: [[String]] = []
    let texts = (0..<Int.random(in: 1...24, using: &random)).map { _ -> [String] in
      var words: [String] = []
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        // Pieces of earlier passages, whole or in part, between new words.
        if let old = passages.randomElement(using: &random), Bool.random(using: &random) {
          words += old.dropFirst(Int.random(in: 0...old.count, using: &random))
        } else {
          let passage = (0..<Int.random(in: 0...30, using: &random)).map { _ in
            "w\(Int.random(in: 0..<alphabet, using: &random))"
          }
          passages.append(passage)
          words += passage
        }
      }
      return words
    }
    let outcome = try run(
      [texts.map { $0.joined(separator: " ") }], minimumWords: minimumWords, partitions: 4)
    let expected = RepeatReference.remaining(texts, minimumWords: minimumWords)
    #expect(words(outcome) == expected)
    let cut = RepeatReference.cuts(texts, minimumWords: minimumWords).map { $0.count { $0 } }
    for (entry, count) in zip(outcome.documents, cut) {
      let note = entry.document.notes["deduplicate-substring.wordsRemoved"]
      #expect(note == (count == 0 ? nil : .number(Double(count))))
      #expect(entry.document.isTextChanged == (count > 0))
    }
  }

  @Test("every word of the corpus still stands somewhere", arguments: UInt64(0)..<10)
  func nothingIsLost(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let vocabulary = TestTexts.words(400, using: &random)
    let texts = (0..<40).map { _ in
      (0..<6).flatMap { _ -> ArraySlice<String> in
        let start = Int.random(in: 0..<380, using: &random)
        return vocabulary[start..<Int.random(in: start..<400, using: &random)]
      }
    }
    let outcome = try run([texts.map { $0.joined(separator: " ") }], minimumWords: 8)
    #expect(Set(words(outcome).joined()) == Set(texts.joined()))
    #expect(words(outcome).joined().count < texts.joined().count / 2)
  }

  @Test("neither shards, key ranges nor spilled sidecars change a byte")
  func sameBytes() throws {
    var random = SplitMix64(seed: 7)
    let pieces = (0..<30).map { _ in TestTexts.words(40, using: &random) }
    let texts = (0..<300).map { _ in
      (0..<8).flatMap { _ in pieces.randomElement(using: &random) ?? [] }
        .joined(separator: " ")
    }
    let whole = try run([texts], minimumWords: 20)
    #expect(whole.tally["repeatedWindows"] > 10_000)
    let layouts: [([[String]], Int, Int)] = [
      ([Array(texts[..<1]), [], Array(texts[1..<150]), Array(texts[150...])], 1, 64 << 20),
      (texts.map { [$0] }, 16, 64 << 20), ([texts], 64, 1 << 16),
    ]
    for (shards, partitions, bufferBytes) in layouts {
      let outcome = try run(
        shards, minimumWords: 20, partitions: partitions, bufferBytes: bufferBytes)
      #expect(outcome.documents.map(\.document.text) == whole.documents.map(\.document.text))
    }
  }

  @Test(
    "a text that repeats itself at once keeps its first period",
    arguments: [("ha", 1000), ("ha ha", 300), ("a b c", 200), ("a a b", 50)])
  func selfOverlap(period: String, times: Int) throws {
    let text = Array(repeating: period, count: times).joined(separator: " ")
    let outcome = try run([[text]], minimumWords: 20)
    #expect(
      words(outcome)
        == RepeatReference.remaining(
          [text.split(separator: " ").map(String.init)], minimumWords: 20))
    #expect(outcome.keptTexts == [period == "ha ha" ? "ha" : period])
  }

  @Test("a repeat at the border of two documents is none")
  func documentBorders() throws {
    let passage = (0..<12).map { "p\($0)" }
    let head = passage[..<6].joined(separator: " ")
    let tail = passage[6...].joined(separator: " ")
    let outcome = try run(
      [
        ["x y \(head)", "\(tail) z", "x y \(head)"], ["\(tail) z"],
        [passage.joined(separator: " ")],
      ],
      minimumWords: 12)
    #expect(outcome.documents.allSatisfy { !$0.document.isTextChanged })
    #expect(outcome.decisions.isEmpty)
  }

  @Test("passages at the start and at the end of a document go as those inside do")
  func ends() throws {
    let passage = (0..<10).map { "p\($0)" }.joined(separator: " ")
    let texts = [
      passage, "\(passage) after", "before \(passage)", "Before \(passage) After", passage,
    ]
    let outcome = try run([texts], minimumWords: 10)
    #expect(
      outcome.documents.map { String(decoding: $0.document.text, as: UTF8.self) }
        == [passage, "after", "before", "Before After", ""])
    // Nothing left is always dropped.
    #expect(outcome.dropped.map(\.document.id.record) == [4])
    #expect(
      outcome.dropped.first?.reason
        == DropReason(
          "too-few-words-left", value: 0, threshold: 1, twin: DocumentID(input: 0, record: 0)))
  }

  @Test("one word less than the minimum stays, and longer repeats go whole", arguments: 4...60)
  func bounds(minimumWords: Int) throws {
    var random = SplitMix64(seed: UInt64(minimumWords))
    func fresh(_ count: Int) -> [String] { TestTexts.words(count, using: &random) }
    for length in [minimumWords - 1, minimumWords, minimumWords + 1, 3 * minimumWords] {
      let passage = fresh(length)
      let texts = [fresh(9) + passage + fresh(9), fresh(30) + passage + fresh(3)]
      let outcome = try run([texts.map { $0.joined(separator: " ") }], minimumWords: minimumWords)
      let isCut = length >= minimumWords
      #expect(words(outcome)[1].count == (isCut ? 33 : 33 + length))
      #expect(words(outcome)[0] == texts[0])
    }
  }

  @Test("a document with too few words left is dropped, others never for their length")
  func minimumLeft() throws {
    let passage = (0..<20).map { "p\($0)" }.joined(separator: " ")
    let outcome = try run(
      [[passage, "\(passage) one two", "\(passage) 1 2 3", "one"]], minimumWords: 20,
      minimumWordsLeft: 3)
    #expect(outcome.keptTexts == [passage, "1 2 3", "one"])
    #expect(
      outcome.dropped.map(\.reason) == [
        DropReason(
          "too-few-words-left", value: 2, threshold: 3, twin: DocumentID(input: 0, record: 0))
      ])
    let cut = try #require(outcome.kept.dropFirst().first)
    #expect(cut.notes["deduplicate-substring.cuts"] == .number(1))
    #expect(cut.notes["deduplicate-substring.firstIn"] == .text("web/s0:1"))
  }

  @Test(
    "words, characters and paragraphs stay whole",
    arguments: [
      ("Größe\n\n{p}\n\nÄrger", "Größe\n\nÄrger"), ("één {p}\n\ntwee", "één\n\ntwee"),
      ("één\n\n{p} twee", "één\n\ntwee"), ("  日本 {p}\u{3000}語\n", "  日本 語\n"),
      ("\n {p} x", "\n x"), ("x\u{A0}{p} \n", "x \n"), ("a {p} b {p} c", "a b c"),
      ("{p}.\n", "{p}.\n"), ("{p}\n", "\n"),
    ])
  func bytes(text: String, expected: String) throws {
    let passage = "ein Büchlein für 日本 und é e\u{301} 👩‍👩‍👧 naïve Größen"
    func fill(_ text: String) -> String {
      text.split(separator: "{p}", omittingEmptySubsequences: false).joined(separator: passage)
    }
    let outcome = try run([[passage, fill(text)]], minimumWords: 10)
    let found = String(decoding: outcome.documents[1].document.text, as: UTF8.self)
    #expect(Array(found.utf8) == Array(fill(expected).utf8))
  }

  @Test("the fingerprints kept are as few as winnowing promises")
  func density() throws {
    var random = SplitMix64(seed: 3)
    let text = TestTexts.words(100_000, using: &random).joined(separator: " ")
    let outcome = try run([[text]], minimumWords: 50)
    let expected = 2.0 / 27 * 100_000
    #expect(abs(Double(outcome.tally["fingerprints"]) / expected - 1) < 0.03)
  }

  @Test("one passage in a hundred thousand documents stays once")
  func boilerplate() throws {
    var random = SplitMix64(seed: 5)
    let passage = TestTexts.words(24, using: &random).joined(separator: " ")
    let texts = (0..<100_000).map { "a\($0) b\($0) \(passage) c\($0)" }
    let outcome = try run([texts], minimumWords: 20)
    #expect(outcome.keptTexts.first == texts.first)
    #expect(
      outcome.keptTexts.dropFirst() == ArraySlice((1..<100_000).map { "a\($0) b\($0) c\($0)" }))
  }

  @Test("a decision or record about words that a text does not have is an error")
  func changedText() throws {
    let folder = TemporaryFolder()
    let shards = [StageHarness.Shard(name: "s", texts: ["one two three"])]
    let stage = SubstringDeduplication(.init(), context: StageHarness.context(shards))
    func sidecar(_ name: String, _ payload: [UInt8], keys: [UInt64]) throws -> SidecarMerge {
      let writer = SidecarWriter(creating: folder.path + "/" + name)
      for key in keys { try writer.append(key: key, document: 0, payload: payload.span) }
      try writer.finish()
      return try SidecarMerge(paths: [folder.path + "/" + name], range: .all)
    }
    var words: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 4]
    words.appendInteger(UInt64(0))
    var applier = try stage.makeApplier(
      sidecar("decisions", words, keys: [0]), shard: StageHarness.inputs(shards)[0])
    var shared = SharedScratch()
    var document = StageHarness.document(shards, 0, 0)
    let late = #expect(throws: DeduplicationError.self) {
      try stage.apply(&applier, to: &document, shared: &shared)
    }
    #expect(late?.problem == .missingWords)
    #expect(late?.document == "web/s:1")

    let table = try DocumentTableWriter(creating: folder.path + "/table")
    try table.finish()
    let context = ResolveContext(
      inputs: StageHarness.inputs(shards),
      tables: try DocumentTables(paths: [folder.path + "/table"]))
    let records = try sidecar("records", [0, 0, 0, 0, 0, 0, 1, 0], keys: [7, 7])
    let absent = #expect(throws: DeduplicationError.self) {
      try stage.resolve(
        records, context: context, into: SidecarWriter(creating: folder.path + "/out"))
    }
    #expect(absent?.problem == .missingWords)
    for payload in [[], [0, 0, 0, 0, 26, 0, 1, 0], [0, 0, 0, 0, 3, 0, 5, 0]] as [[UInt8]] {
      let torn = try sidecar("torn", payload, keys: [7])
      let error = #expect(throws: DeduplicationError.self) {
        try stage.resolve(
          torn, context: context, into: SidecarWriter(creating: folder.path + "/out"))
      }
      #expect(error?.problem == .unreadableRecord(bytes: payload.count))
    }
  }

  @Test(
    "settings outside their bounds are refused by name",
    arguments: [(3, 0, "minimumWords"), (10_001, 0, "minimumWords"), (50, -1, "minimumWordsLeft")])
  func settings(minimumWords: Int, minimumWordsLeft: Int, name: String) {
    var settings = SubstringSettings()
    settings.minimumWords = minimumWords
    settings.minimumWordsLeft = minimumWordsLeft
    let problem = #expect(throws: SettingsProblem.self) { try settings.validate() }
    #expect(problem?.setting == name)
  }
}
