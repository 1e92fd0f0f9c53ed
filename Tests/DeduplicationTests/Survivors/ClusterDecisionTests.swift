import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct ClusterDecisionTests {
  private func payload(_ decision: ClusterDecision) throws -> [UInt8] {
    let folder = TemporaryFolder()
    let writer = SidecarWriter(creating: folder.path + "/decisions")
    try decision.write(about: decision.survivor, to: writer)
    try writer.finish()
    let merge = try SidecarMerge(paths: [folder.path + "/decisions"], range: .all)
    #expect(try merge.advance())
    return merge.payload
  }

  private func decision(_ counts: [Int]) -> ClusterDecision {
    ClusterDecision(
      survivor: DocumentID(rawValue: 5), cluster: DocumentID(rawValue: 3), clusterSize: 9,
      similarity: 0.75,
      origins: ClusterOrigins(
        members: [DocumentID(rawValue: 3), DocumentID(rawValue: 8)],
        sources: counts.map { .init(first: DocumentID(rawValue: UInt64($0)), count: $0) }))
  }

  @Test("a decision is read as it was written, with and without origins")
  func roundTrip() throws {
    var written = decision([1, 2, 3])
    #expect(try ClusterDecision(payload(written)) == written)
    written.origins = nil
    #expect(try ClusterDecision(payload(written)) == written)
    #expect(try payload(written).count == 32)
  }

  @Test("a decision that is cut short, too long or counts beyond reason is not read")
  func damage() throws {
    let bytes = try payload(decision([1, 2]))
    for count in bytes.indices where count != 32 {
      #expect(ClusterDecision(Array(bytes[..<count])) == nil)
    }
    #expect(ClusterDecision(bytes + [0]) == nil)
    #expect(try ClusterDecision(payload(decision([1 << 48]))) == nil)
    var many = bytes
    many.replaceSubrange(32..<40, with: Array(repeating: UInt8.max, count: 8))
    #expect(ClusterDecision(many) == nil)
  }

  @Test("of a cluster the first five members are named and all are counted by source")
  func collection() {
    let inputs = StageHarness.inputs([
      .init(source: "web", name: "a", texts: []), .init(source: "books", name: "b", texts: []),
      .init(source: "web", name: "c", texts: []),
    ])
    var collector = OriginsCollector(SourceNumbers(inputs))
    let documents = [(1, 4), (0, 9), (2, 0), (2, 1), (1, 5), (0, 1), (7, 0)].map {
      DocumentID(input: $0.0, record: $0.1)
    }
    for _ in 0..<2 {
      for document in documents { collector.add(document) }
      #expect(
        collector.finish()
          == ClusterOrigins(
            members: Array(documents[..<5]),
            sources: [.init(first: documents[0], count: 2), .init(first: documents[1], count: 4)]))
    }
    #expect(collector.finish() == ClusterOrigins())
  }
}
