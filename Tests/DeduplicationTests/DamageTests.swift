import Deduplication
import Pipelines
import TestSupport
import Testing

/// Records and tables that do not fit together stop the stage with a message.
@Suite struct DamageTests {
  private let shards = [StageHarness.Shard(name: "s", texts: ["one", "two"])]

  private func sidecar(
    in folder: TemporaryFolder, _ records: [(key: UInt64, document: UInt64, payload: [UInt8])]
  ) throws -> SidecarMerge {
    let path = folder.path + "/records"
    let writer = SidecarWriter(creating: path)
    for record in records {
      try writer.append(key: record.key, document: record.document, payload: record.payload.span)
    }
    try writer.finish()
    return try SidecarMerge(paths: [path], range: .all)
  }

  private func context(in folder: TemporaryFolder, sketches: [[UInt8]]) throws -> ResolveContext {
    let table = try DocumentTableWriter(creating: folder.path + "/table")
    for (record, bytes) in sketches.enumerated() {
      try table.append(DocumentID(input: 0, record: record), bytes.span)
    }
    try table.finish()
    return ResolveContext(
      inputs: StageHarness.inputs(shards),
      tables: try DocumentTables(paths: [folder.path + "/table"]))
  }

  @Test(
    "a candidate without a usable sketch is an error that names the document",
    arguments: [[], [[1, 2, 3]]] as [[[UInt8]]])
  func missingSketch(sketches: [[UInt8]]) throws {
    let folder = TemporaryFolder()
    let stage = try MinHashDeduplication(MinHashSettings(), context: StageHarness.context(shards))
    let records = try sidecar(in: folder, [(5, 0, []), (5, 1, [])])
    let context = try context(in: folder, sketches: sketches)
    let error = #expect(throws: DeduplicationError.self) {
      try stage.resolve(
        records, context: context, into: SidecarWriter(creating: folder.path + "/out"))
    }
    #expect(error?.problem == .missingSketch)
    #expect(error?.document == "web/s:1")
  }

  @Test("an edge of another layout is an error")
  func unreadableEdge() throws {
    let folder = TemporaryFolder()
    let stage = try MinHashDeduplication(MinHashSettings(), context: StageHarness.context(shards))
    let records = try sidecar(in: folder, [(0, 1, [1, 2, 3])])
    let context = try context(in: folder, sketches: [])
    let error = #expect(throws: DeduplicationError.self) {
      try stage.reduce(
        records, context: context, into: SidecarWriter(creating: folder.path + "/out"))
    }
    #expect(error?.problem == .unreadableRecord(bytes: 3))
    #expect(error?.document == "web/s:1")
    #expect(error?.description.contains("3 bytes") == true)
  }

  @Test("a decision of another layout is an error in every method")
  func unreadableDecision() throws {
    let folder = TemporaryFolder()
    let stageContext = StageHarness.context(shards)
    func check<S: CorpusStage>(_ stage: S) throws {
      let decisions = try sidecar(in: folder, [(0, 0, [9])])
      var applier = try stage.makeApplier(decisions, shard: StageHarness.inputs(shards)[0])
      var shared = SharedScratch()
      var document = StageHarness.document(shards, 0, 0)
      #expect(throws: DeduplicationError.self) {
        try stage.apply(&applier, to: &document, shared: &shared)
      }
    }
    try check(MinHashDeduplication(MinHashSettings(), context: stageContext))
    try check(ExactDeduplication(.init(), context: stageContext))
    try check(C4LineDeduplication(.init(), context: stageContext))
    try check(SubstringDeduplication(.init(), context: stageContext))
  }
}
