import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct C4SpanDeduplicationTests {
  private func run(
    _ shards: [StageHarness.Shard], keeper: SegmentKeeper = .random, minimumSentences: Int = 0,
    partitions: Int = 1, seed: UInt64 = 1
  ) throws -> StageHarness.Outcome {
    var settings = C4SpanDeduplication.Settings()
    settings.minimumSentences = minimumSentences
    settings.keeper = keeper
    return try StageHarness.run(
      C4SpanDeduplication.self, settings, on: shards, partitions: partitions, seed: seed)
  }

  private static let cases = [SegmentKeeper.random, .first, .none].flatMap { keeper in
    (UInt64(0)..<12).map { (keeper, $0) }
  }

  @Test("what remains is what the slow way leaves", arguments: cases)
  func equalsReference(keeper: SegmentKeeper, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    // Few different sentences: spans overlap, and repeat inside documents too.
    let documents: [[[String]]] = (0..<3).map { _ in
      (0..<8).map { _ in
        (0..<Int.random(in: 0...12, using: &random)).map { _ in
          "Satz \(Int.random(in: 0..<6, using: &random)) läuft."
        }
      }
    }
    let shards = documents.enumerated().map { index, texts in
      StageHarness.Shard(name: "s\(index)", texts: texts.map { $0.joined(separator: " ") })
    }
    let outcome = try run(shards, keeper: keeper, partitions: 4, seed: seed)
    let remains = SegmentReference.remaining(
      documents, spanLength: 3, keeper: keeper, inputs: StageHarness.inputs(shards), seed: seed)
    for (document, verdict) in outcome.documents {
      let sentences = documents[document.id.input][document.id.record]
      let left = zip(sentences, remains[document.id.input][document.id.record])
        .filter(\.1).map(\.0)
      #expect(verdict.isKept == (!left.isEmpty || sentences.isEmpty))
      if verdict.isKept {
        #expect(String(validating: document.text, as: UTF8.self) == left.joined(separator: " "))
      }
    }
    guard keeper != .none else { return }
    // No sentence is lost, and of each span at most one copy is left whole.
    let before = Set(documents.joined().joined())
    let after = Set(
      zip(documents.joined().joined(), remains.joined().joined()).filter(\.1).map(\.0))
    #expect(before == after)
    var whole: [[String]: Int] = [:]
    for (sentences, flags) in zip(documents.joined(), remains.joined()) where sentences.count > 2 {
      for index in 0...sentences.count - 3 where flags[index..<index + 3].allSatisfy({ $0 }) {
        whole[Array(sentences[index..<index + 3]), default: 0] += 1
      }
    }
    #expect(whole.values.allSatisfy { $0 == 1 })
  }

  @Test(
    "three sentences make a span, two do not; what stands between them does not count",
    arguments: [
      (
        "A one. B two. C three. Own four.", "A ONE.\n B two.\u{A0} C three. Else five.",
        "Else five."
      ),
      ("A one. B two. Own three.", "A one. B two. Else five.", "A one. B two. Else five."),
      ("A one. B two. C three. D four.", "Zero. A one. B two. C three. D four. End.", "Zero. End."),
      ("A one. B two. C three.", "X, B two. A one. B two. C three.\n", "X, B two.\n"),
      ("A one. B two. C three.", "A one. B two. C three.\n\n“Yes!” he said.", "“Yes!” he said."),
    ])
  func spans(first: String, second: String, expected: String) throws {
    let outcome = try run([.init(name: "s", texts: [first, second])], keeper: .first)
    #expect(outcome.keptTexts == [first, expected])
  }

  @Test("a document that lost a span is dropped with too few sentences")
  func tooFewSentences() throws {
    let span = "A one. B two. C three."
    let outcome = try run(
      [.init(name: "s", texts: [span, span + " D four. E five.", "A. B.", span])],
      keeper: .first, minimumSentences: 3)
    #expect(outcome.documents[0].verdict == .keep)
    #expect(
      outcome.documents[1].verdict == .drop(.init("too-few-sentences", value: 2, threshold: 3)))
    #expect(
      outcome.documents[1].document.notes["deduplicate-c4-span3.sentencesRemoved"] == .number(3))
    #expect(outcome.documents[2].verdict == .keep)
    #expect(
      outcome.documents[3].verdict == .drop(.init("no-sentences-left", value: 0, threshold: 1)))
  }

  @Test("key ranges and the order of shards change nothing")
  func order() throws {
    let shards = (0..<6).map { shard in
      StageHarness.Shard(
        name: "s\(shard)",
        texts: (0..<20).map { "Shared \($0). Shared too. And this. Own \(shard) \($0)." })
    }
    let forward = try run(shards)
    let backward = try run(shards.reversed(), partitions: 16)
    #expect(forward.keptTexts.sorted() == backward.keptTexts.sorted())
  }
}
