import Deduplication
import Pipelines
import TestSupport
import Testing

/// One bucket of many documents: band records written by hand, sketches in a real table.
@Suite struct BucketTests {
  private func resolve(
    count: Int, sketch: (Int) -> ContiguousArray<UInt64>
  ) throws -> (tally: Tally, edges: [(UInt64, UInt64)]) {
    let folder = TemporaryFolder()
    let table = try DocumentTableWriter(creating: folder.path + "/table")
    let records = SidecarWriter(creating: folder.path + "/records")
    var builder = SketchBuilder()
    for index in 0..<count {
      let id = DocumentID(input: 0, record: index)
      builder.build(sketch(index), textBytes: 100, sketchSize: 4096)
      try table.append(id, builder.bytes.span)
      try records.append(key: 42, document: id.rawValue)
    }
    try table.finish()
    try records.finish()
    let shards = [StageHarness.Shard(name: "s", texts: [])]
    let stage = try MinHashDeduplication(MinHashSettings(), context: StageHarness.context(shards))
    let context = ResolveContext(
      inputs: StageHarness.inputs(shards),
      tables: try DocumentTables(paths: [folder.path + "/table"]))
    let edges = SidecarWriter(creating: folder.path + "/edges")
    try stage.resolve(
      SidecarMerge(paths: [folder.path + "/records"], range: .all), context: context, into: edges)
    try edges.finish()
    let merge = try SidecarMerge(paths: [folder.path + "/edges"], range: .all)
    var found: [(UInt64, UInt64)] = []
    while try merge.advance() { found.append((merge.key, merge.document)) }
    return (context.tally, found)
  }

  @Test("a bucket of 100,000 equal documents costs one check and one edge a document")
  func equalDocuments() throws {
    let outcome = try resolve(count: 100_000) { _ in [1 << 32, 2 << 32, 3 << 32] }
    #expect(outcome.tally["candidatePairs"] == 99_999)
    #expect(outcome.edges.count == 99_999)
    #expect(outcome.edges.allSatisfy { $0.0 == 0 })
  }

  @Test("a bucket of 100,000 unlike documents costs at most 64 checks a document")
  func unlikeDocuments() throws {
    let outcome = try resolve(count: 100_000) { index in
      ContiguousArray((0..<10).map { UInt64(index * 10 + $0) << 32 })
    }
    #expect(outcome.edges.isEmpty)
    #expect(outcome.tally["beyondLeaders"] == 100_000 - 64)
    #expect(outcome.tally["candidatePairs"] <= 64 * 100_000)
  }

  @Test("in a large bucket documents find their likes behind an unlike first member")
  func severalStars() throws {
    // Twenty families, interleaved; the first document is like nothing.
    let outcome = try resolve(count: 2001) { index in
      guard index > 0 else { return [UInt64(1) << 63] }
      let family = UInt64(index % 20)
      return ContiguousArray((0..<10).map { (family * 10 + $0) << 32 })
    }
    var sets = DisjointSets(count: 2001)
    for edge in outcome.edges { sets.join(Int(edge.0), Int(edge.1)) }
    #expect(Set((0..<2001).map { sets.representative(of: $0) }).count == 21)
  }
}
