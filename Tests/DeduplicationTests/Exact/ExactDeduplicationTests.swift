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
    _ comparison: ExactComparison, partitions: Int = 1
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
      payload.appendInteger(document.byteSwapped)
      try observations.append(key: 7, document: low, payload: payload.span)
    }
    try observations.finish()
    let stage = try ExactDeduplication(.init(), context: StageHarness.context([]))
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

  @Test("a record of another layout is an error in resolve and in reduce")
  func unreadableRecords() throws {
    let folder = TemporaryFolder()
    let observations = SidecarWriter(creating: folder.path + "/observations")
    try observations.append(key: 7, document: 1, payload: ([1, 2, 3] as [UInt8]).span)
    try observations.finish()
    let stage = try ExactDeduplication(.init(), context: StageHarness.context(shards))
    let context = ResolveContext(inputs: StageHarness.inputs(shards), tables: nil)
    func records() throws -> SidecarMerge {
      try SidecarMerge(paths: [folder.path + "/observations"], range: .all)
    }
    let out = SidecarWriter(creating: folder.path + "/out")
    let first = #expect(throws: DeduplicationError.self) {
      try stage.resolve(records(), context: context, into: out)
    }
    #expect(first?.problem == .unreadableRecord(bytes: 3))
    #expect(throws: DeduplicationError.self) {
      try stage.reduce(records(), context: context, into: out)
    }
  }

  @Test("a survivor tells how many it stands for, the first of them, and their sources")
  func origins() throws {
    let shards: [StageHarness.Shard] = [
      .init(source: "web", name: "a", texts: ["x", "x", "y", "x", "x"]),
      .init(source: "books", name: "b", texts: ["x", "z", "x", "x"]),
    ]
    let outcome = try StageHarness.run(ExactDeduplication.self, .init(), on: shards)
    let notes = try #require(outcome.kept.first).notes
    #expect(notes["deduplicate.clusterSize"] == .number(7))
    #expect(
      notes["deduplicate.members"]
        == .text("web/a:2, web/a:4, web/a:5, books/b:1, books/b:3"))
    #expect(notes["deduplicate.sources"] == .text("web 3, books 3"))
    #expect(outcome.kept[1].notes == Notes())
    #expect(
      outcome.dropped.allSatisfy { $0.document.notes["deduplicate.cluster"] == .text("web/a:1") })
  }

  @Test("what an earlier stage noted about a survivor is added to")
  func originsOfTwoStages() throws {
    let shards: [StageHarness.Shard] = [
      .init(source: "web", name: "a", texts: ["x", "x"]),
      .init(source: "books", name: "b", texts: ["x"]),
    ]
    let stage = try ExactDeduplication(.init(), context: StageHarness.context(shards))
    let folder = TemporaryFolder()
    let decisions = SidecarWriter(creating: folder.path + "/decisions")
    let survivor = DocumentID(input: 0, record: 0)
    let other = DocumentID(input: 1, record: 0)
    try ClusterDecision(
      survivor: survivor, cluster: survivor, clusterSize: 2, similarity: 1,
      origins: ClusterOrigins(members: [other], sources: [.init(first: other, count: 1)])
    ).write(about: survivor, to: decisions)
    try decisions.finish()
    var document = StageHarness.document(shards, 0, 0)
    for _ in 0..<2 {
      let merge = try SidecarMerge(paths: [folder.path + "/decisions"], range: .all)
      var applier = try stage.makeApplier(merge, shard: StageHarness.inputs(shards)[0])
      var shared = SharedScratch()
      #expect(try stage.apply(&applier, to: &document, shared: &shared) == .keep)
    }
    #expect(document.notes["deduplicate.clusterSize"] == .number(3))
    #expect(document.notes["deduplicate.members"] == .text("books/b:1, books/b:1"))
    #expect(document.notes["deduplicate.sources"] == .text("books 2"))
  }
}
