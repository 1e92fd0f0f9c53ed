import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct ParagraphDeduplicationTests {
  private typealias Settings = ParagraphDeduplication.Settings

  private func run(
    _ shards: [StageHarness.Shard], partitions: Int = 1, seed: UInt64 = 1,
    _ change: (inout Settings) -> Void = { _ in }
  ) throws -> StageHarness.Outcome {
    var settings = Settings()
    change(&settings)
    return try StageHarness.run(
      ParagraphDeduplication.self, settings, on: shards, partitions: partitions,
      bufferBytes: 1 << 16, seed: seed)
  }

  /// Documents as lists of paragraphs from a small stock, some of them of several lines.
  private func corpus(_ seed: UInt64, separator: String) -> [[[String]]] {
    var random = SplitMix64(seed: seed)
    return (0..<5).map { _ in
      (0..<8).map { _ in
        (0..<Int.random(in: 0...7, using: &random)).map { _ in
          let number = Int.random(in: 0..<60, using: &random)
          return separator == "\n"
            ? "Der Absatz №\(number) über 水" : "Zeile \(number)\nund 🜁 \(number)"
        }
      }
    }
  }

  private static let cases = SegmentKeeper.allCases.flatMap { keeper in
    (UInt64(0)..<8).map { (keeper, $0) }
  }

  @Test("what remains is what the slow way leaves", arguments: cases)
  func equalsReference(keeper: SegmentKeeper, seed: UInt64) throws {
    let isLine = seed % 2 == 0
    let separator = isLine ? "\n" : "\n \t\n"
    let documents = corpus(seed, separator: separator)
    let sources = keeper == .source ? ["forum", "books"] : []
    let shards = documents.enumerated().map { index, texts in
      StageHarness.Shard(
        source: ["web", "books", "forum"][index % 3], name: "s\(index)",
        texts: texts.map { $0.joined(separator: separator) })
    }
    let outcome = try run(shards, partitions: 4, seed: seed) { settings in
      settings.unit = isLine ? .line : .block
      settings.keeper = keeper
      settings.sources = sources
    }
    let remains = SegmentReference.remaining(
      documents, keeper: keeper, sources: sources, inputs: StageHarness.inputs(shards), seed: seed)
    var cut = 0
    for (document, verdict) in outcome.documents {
      let paragraphs = documents[document.id.input][document.id.record]
      let flags = remains[document.id.input][document.id.record]
      let left = zip(paragraphs, flags).filter(\.1).map(\.0)
      cut += paragraphs.count - left.count
      let isEmptied = left.isEmpty && !paragraphs.isEmpty
      #expect(verdict.isKept == !isEmptied)
      if !isEmptied {
        #expect(
          String(validating: document.text, as: UTF8.self) == left.joined(separator: separator))
      }
    }
    #expect(outcome.tally["paragraphsCut"] == cut)
    #expect(outcome.tally["paragraphs"] == documents.joined().joined().count)
    // Each repeated paragraph remains exactly once, or not at all.
    let before = Dictionary(documents.joined().joined().map { ($0, 1) }, uniquingKeysWith: +)
    let after = Dictionary(
      zip(documents.joined().joined(), remains.joined().joined()).map { ($0, $1 ? 1 : 0) },
      uniquingKeysWith: +)
    for (paragraph, count) in before {
      #expect(after[paragraph] == (count > 1 && keeper == .none ? 0 : 1))
    }
  }

  @Test(
    "what normalisation leaves out does not count",
    arguments: [
      ([], "A b.", "A b.", true), ([], "A b.", "a b.", false), ([], "A b.", " \tA b. ", true),
      ([.lowercase], "ÀB Ω", "àb ω", true), ([.lowercase], "a  b", "a b", false),
      ([.whitespace], "a \u{2003} b", "a b", true), ([.whitespace], "ab", "a b", false),
      ([.punctuation], "«a», b+!", "a b", true), ([.digits], "on 12/٣", "on 77/1", true),
      ([.digits], "on 12", "on 123", false),
      ([.lowercase, .digits, .punctuation, .whitespace], "Page 7 - of 9", "page 1 of 2.", true),
      ([.punctuation], "***", "***", false),
    ] as [([SegmentNormalization], String, String, Bool)])
  func normalization(
    steps: [SegmentNormalization], one: String, other: String, areEqual: Bool
  ) throws {
    let outcome = try run([.init(name: "s", texts: [one, other])]) { settings in
      settings.normalize = steps
      settings.keeper = .first
    }
    #expect(outcome.keptTexts == (areEqual ? [one] : [one, other]))
  }

  @Test("paragraphs below the minimum are not compared, and characters are not bytes")
  func minimumCharacters() throws {
    let texts = ["  äöüä  \nüüüüü", "äöüä\nüüüüü\nx"]
    let outcome = try run([.init(name: "s", texts: texts)]) { settings in
      settings.minimumCharacters = 5
      settings.keeper = .first
    }
    #expect(outcome.keptTexts == [texts[0], "äöüä\nx"])
  }

  @Test("a block goes with the blank lines behind it, the rest stays byte for byte")
  func blocks() throws {
    let text = "\n\nOne\nlines \n \n\nTwo\r\n\r\nthree\n\n\none\nLines\n\n \n"
    let outcome = try run([.init(name: "s", texts: [text])]) { $0.unit = .block }
    #expect(outcome.keptTexts == ["\n\nOne\nlines \n \n\nTwo\r\n\r\nthree\n\n \n"])
  }

  @Test("blank documents, equal documents and different ones", arguments: SegmentKeeper.allCases)
  func extremes(keeper: SegmentKeeper) throws {
    func run(_ texts: [String]) throws -> StageHarness.Outcome {
      try self.run([.init(name: "s", texts: texts), .init(name: "t", texts: texts)]) {
        $0.keeper = keeper
        $0.sources = keeper == .source ? ["web"] : []
      }
    }
    let blank = try run(["", " \n\t\n\u{3000}", "\n"])
    #expect(blank.kept.count == 6 && blank.kept.allSatisfy { !$0.isTextChanged })
    let equal = try run(Array(repeating: "Same.\nSame too.", count: 50))
    #expect(equal.keptTexts == (keeper == .none ? [] : ["Same.\nSame too."]))
    #expect(equal.dropped.allSatisfy { $0.reason.rule == "no-paragraphs-left" })
    let different = try self.run([.init(name: "s", texts: (0..<500).map { "Line \($0)." })]) {
      $0.keeper = keeper == .source ? .first : keeper
    }
    #expect(different.kept.count == 500 && different.kept.allSatisfy { !$0.isTextChanged })
  }

  @Test("one line of megabytes is a paragraph like any other")
  func hugeLine() throws {
    let line = String(repeating: "Größe und Wörter ohne Ende ", count: 30_000)
    let outcome = try run([
      .init(name: "s", texts: [line + "\nend", line.uppercased(), "x\n" + line])
    ]) {
      $0.keeper = .first
      $0.normalize = [.lowercase]
    }
    #expect(
      outcome.kept.map(\.text.count) == [line.utf8.count + 4, line.uppercased().utf8.count, 1])
    #expect(outcome.keptTexts.last == "x")
  }

  @Test("settings that cannot be are refused")
  func refusals() {
    func problem(_ change: (inout Settings) -> Void) -> String? { refusedSetting(change) }
    #expect(problem { $0.minimumCharacters = -1 } == "minimumCharacters")
    #expect(problem { $0.minimumSentences = -1 } == "minimumSentences")
    #expect(problem { $0.keeper = .source } == "sources")
    #expect(problem { $0.sources = ["web"] } == "sources")
    #expect(problem { _ in } == nil)
  }
}
