import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct C4LineDeduplicationTests {
  private func run(
    _ shards: [StageHarness.Shard], minimumSentences: Int = 0, partitions: Int = 1, seed: UInt64 = 1
  ) throws -> StageHarness.Outcome {
    var settings = C4LineDeduplication.Settings()
    settings.minimumSentences = minimumSentences
    return try StageHarness.run(
      C4LineDeduplication.self, settings, on: shards, partitions: partitions, seed: seed)
  }

  @Test("of each line of the corpus one occurrence remains", arguments: UInt64(0)..<20)
  func oneRemains(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let shards = (0..<4).map { index in
      StageHarness.Shard(
        name: "s\(index)",
        texts: (0..<10).map { _ in
          (0..<Int.random(in: 0...6, using: &random)).map { _ in
            let line = "Line \(Int.random(in: 0..<40, using: &random))."
            return [line, "  \(line)\t", line.uppercased()].randomElement(using: &random) ?? line
          }.joined(separator: "\n")
        })
    }
    let outcome = try run(shards, partitions: 8, seed: seed)
    func keys(_ texts: [String]) -> [String] {
      texts.flatMap { $0.split(separator: "\n") }.map { line in
        line.lowercased().filter { !$0.isWhitespace }
      }
    }
    let before = keys(shards.flatMap(\.texts))
    #expect(keys(outcome.keptTexts).sorted() == Set(before).sorted())
    #expect(
      outcome.tally["linesCut"] == before.count - Set(before).count)
  }

  @Test("which document keeps a line does not depend on the order of shards or key ranges")
  func fairness() throws {
    let shards = ["a", "b", "c", "d"].map { name in
      StageHarness.Shard(
        name: name, texts: (0..<40).map { "Shared line \($0).\nOwn line \(name)\($0)." })
    }
    let forward = try run(shards)
    let backward = try run(shards.reversed(), partitions: 16)
    #expect(forward.keptTexts.sorted() == backward.keptTexts.sorted())
    // No shard is favoured: of 40 lines each keeps about ten.
    let keepers = forward.kept.filter { $0.text.starts(with: Array("Shared".utf8)) }
    for input in 0..<4 { #expect((2...20).contains(keepers.filter { $0.id.input == input }.count)) }
    #expect(keepers.count == 40)
  }

  @Test(
    "repeats inside a document go, the rest of its bytes stay",
    arguments: [
      ("A line.\nB line.\na LINE.\nC line.", "A line.\nB line.\nC line."),
      ("A.\nA.\nA.", "A."),
      ("A.\n\nB.\n\nA.\n\nC.", "A.\n\nB.\n\nC."),
      ("A.\n\n\nB.", "A.\n\n\nB."),
      ("  A.\u{A0}\nÉtude\nétude\n", "  A.\u{A0}\nÉtude\n"),
      ("A.\r\nB.\r\na.\r\n", "A.\r\nB.\r\n"),
    ])
  func insideDocument(text: String, expected: String) throws {
    #expect(try run([.init(name: "s", texts: [text])]).keptTexts == [expected])
  }

  @Test("a document that lost lines is dropped with too few sentences, others are not looked at")
  func tooFewSentences() throws {
    let outcome = try run(
      [
        .init(
          name: "s",
          texts: [
            "One. Two.\nOne. Two.", "One more here. Two of it. Three of it.\nX.\nX.", "Short.",
          ])
      ], minimumSentences: 3)
    #expect(
      outcome.documents[0].verdict == .drop(.init("too-few-sentences", value: 2, threshold: 3)))
    #expect(outcome.documents[1].verdict == .keep)
    #expect(outcome.documents[1].document.notes["deduplicate-c4-line.linesRemoved"] == .number(1))
    #expect(outcome.documents[2].verdict == .keep)
    #expect(!outcome.documents[2].document.isTextChanged)
  }

  @Test("a document that keeps no line is dropped as such")
  func noLinesLeft() throws {
    let outcome = try run([.init(name: "s", texts: ["Same.", "Same.", "Same.\n\n"])])
    #expect(outcome.kept.count == 1)
    #expect(outcome.dropped.allSatisfy { $0.reason.rule == "no-lines-left" })
  }
}
