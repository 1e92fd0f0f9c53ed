import Deduplication
import Pipelines
import TestSupport
import Testing

/// Records that do not fit the text or the layout stop the stage with a message.
@Suite struct SegmentDamageTests {
  private let shards = [StageHarness.Shard(name: "s", texts: ["one\ntwo", "three"])]

  private func sidecar(in folder: TemporaryFolder, payload: [UInt8]) throws -> SidecarMerge {
    let writer = SidecarWriter(creating: folder.path + "/records")
    try writer.append(key: 0, document: 0, payload: payload.span)
    try writer.finish()
    return try SidecarMerge(paths: [folder.path + "/records"], range: .all)
  }

  @Test("a decision about a segment that the text does not have is an error")
  func missingSegment() throws {
    let folder = TemporaryFolder()
    let stage = ParagraphDeduplication(.init(), context: StageHarness.context(shards))
    let decisions = try sidecar(in: folder, payload: [0, 0, 0, 2])
    var applier = try stage.makeApplier(decisions, shard: StageHarness.inputs(shards)[0])
    var shared = SharedScratch()
    var document = StageHarness.document(shards, 0, 0)
    let error = #expect(throws: DeduplicationError.self) {
      try stage.apply(&applier, to: &document, shared: &shared)
    }
    #expect(error?.problem == .missingSegment(index: 2, count: 2))
    #expect(error?.description.hasPrefix("web/s:1: a decision about segment 3 of 2;") == true)
  }

  @Test("an observation of another layout is an error")
  func unreadableObservation() throws {
    let folder = TemporaryFolder()
    let stage = C4LineDeduplication(.init(), context: StageHarness.context(shards))
    let records = try sidecar(in: folder, payload: [1, 2, 3, 4, 5])
    let context = ResolveContext(inputs: StageHarness.inputs(shards), tables: nil)
    let error = #expect(throws: DeduplicationError.self) {
      try stage.resolve(
        records, context: context, into: SidecarWriter(creating: folder.path + "/out"))
    }
    #expect(error?.problem == .unreadableRecord(bytes: 5))
  }
}
