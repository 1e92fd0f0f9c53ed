import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct ExactDeduplicationTests {
  private let shards: [StageHarness.Shard] = [
    .init(name: "a", texts: ["Hello, world", "other", "hello world", "!"]),
    .init(name: "b", texts: ["Hello, world", "?", "other", "Hello, world", "!"]),
  ]

  private func run(
    _ comparison: ExactDeduplication.Comparison, partitions: Int = 1
  ) throws -> StageHarness.Outcome {
    var settings = ExactDeduplication.Settings()
    settings.compare = comparison
    return try StageHarness.run(
      ExactDeduplication.self, settings, on: shards, partitions: partitions)
  }

  @Test("equal bytes are dropped for the sake of the first", arguments: [1, 16])
  func bytes(partitions: Int) throws {
    let outcome = try run(.text, partitions: partitions)
    #expect(outcome.keptTexts == ["Hello, world", "other", "hello world", "!", "?"])
    #expect(
      outcome.dropped.map(\.reason)
        == [(0, 0), (0, 1), (0, 0), (0, 3)].map {
          DropReason("exact-duplicate", twin: DocumentID(input: $0.0, record: $0.1))
        })
    #expect(outcome.kept[0].notes["deduplicate.clusterSize"] == .number(3))
    #expect(outcome.tally["dropped"] == 4)
    #expect(outcome.tally["clusters"] == 3)
  }

  @Test("comparing words ignores case, spacing and punctuation, but not texts without words")
  func words() throws {
    #expect(try run(.words).keptTexts == ["Hello, world", "other", "!", "?"])
  }

  @Test("documents whose hashes agree only in the high half stay apart")
  func highHalfCollision() throws {
    let folder = TemporaryFolder()
    let observations = SidecarWriter(creating: folder.path + "/observations")
    for (document, low) in [(0, 1), (1, 2), (2, 1), (3, 2)] as [(UInt64, UInt64)] {
      var payload: [UInt8] = []
      payload.appendInteger(low)
      payload.appendInteger(UInt64(9))
      try observations.append(key: 7, document: document, payload: payload.span)
    }
    try observations.finish()
    let stage = ExactDeduplication(.init(), context: StageHarness.context([]))
    let decisions = SidecarWriter(creating: folder.path + "/decisions")
    try stage.resolve(
      SidecarMerge(paths: [folder.path + "/observations"], range: .all),
      context: ResolveContext(inputs: [], tables: nil), into: decisions)
    try decisions.finish()
    let merge = try SidecarMerge(paths: [folder.path + "/decisions"], range: .all)
    var survivors: [UInt64?] = []
    while try merge.advance() {
      survivors.append(ClusterDecision(merge.payload)?.survivor.rawValue)
    }
    #expect(survivors == [0, 1, 0, 1])
  }
}
