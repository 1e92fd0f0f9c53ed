import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite(.enabled(if: PeerReference.isAvailable)) struct DatatroveTests {
  @Test(
    "with datatrove's settings the clusters are datatrove's, document by document",
    arguments: [1, 16])
  func clusters(partitions: Int) throws {
    let shards = try PeerReference.shards()
    let rows = try PeerReference.matches()
    #expect(rows.count == 286)
    let outcome = try StageHarness.run(
      MinHashDeduplication.self, MinHashPreset.datatrove.settings, on: shards,
      partitions: partitions)
    // A cluster is known by its smallest document number here.
    var smallest: [Int: Int] = [:]
    for row in rows { smallest[row.cluster] = min(row.id, smallest[row.cluster] ?? row.id) }
    var expected: [Int: Int] = [:]
    for row in rows { expected[row.id] = smallest[row.cluster] }
    var found: [Int: Int] = [:]
    func number(_ id: DocumentID) -> Int { id.input * shards[0].texts.count + id.record }
    for decision in outcome.decisions {
      let member = try #require(ClusterDecision(decision.payload))
      found[number(DocumentID(rawValue: decision.key))] = number(member.cluster)
    }
    #expect(found == expected)
    // As many documents go, and of a pair the later one.
    #expect(outcome.dropped.count == rows.count { $0.removed })
    let sizes = Dictionary(grouping: rows, by: \.cluster).mapValues(\.count)
    let removed = Set(outcome.dropped.map { number($0.document.id) })
    for row in rows where sizes[row.cluster] == 2 {
      #expect(removed.contains(row.id) == row.removed)
    }
  }
}
