import Deduplication
import Pipelines
import TestSupport
import Testing

/// Graphs that break what is recursive or quadratic: long chains and huge clusters.
@Suite struct DegenerateTests {
  /// Reduces edges between documents whose sketches share nothing; gives the number of documents each
  /// survivor stands for, by its record.
  private func reduce(
    documents: Int, edges: [(Int, Int)], _ cluster: ClusterForm
  ) throws -> [Int: Int] {
    let folder = TemporaryFolder()
    let table = try DocumentTableWriter(creating: folder.path + "/table")
    var builder = SketchBuilder()
    for index in 0..<documents {
      builder.build([UInt64(index) << 32], textBytes: 100, sketchSize: 4096)
      try table.append(DocumentID(input: 0, record: index), builder.bytes.span)
    }
    try table.finish()
    let records = SidecarWriter(creating: folder.path + "/edges")
    let payload = withUnsafeBytes(of: (0.9).bitPattern.littleEndian) { Array($0) }
    for edge in edges {
      try records.append(key: UInt64(edge.0), document: UInt64(edge.1), payload: payload.span)
    }
    try records.finish()
    var settings = MinHashSettings()
    settings.cluster = cluster
    settings.survivor = [.first]
    settings.maximumDroppedFraction = 1
    let shards = [StageHarness.Shard(name: "s", texts: [])]
    let stage = try MinHashDeduplication(settings, context: StageHarness.context(shards))
    let context = ResolveContext(
      inputs: StageHarness.inputs(shards),
      tables: try DocumentTables(paths: [folder.path + "/table"]))
    let decisions = SidecarWriter(creating: folder.path + "/decisions")
    try stage.reduce(
      SidecarMerge(paths: [folder.path + "/edges"], range: .all), context: context, into: decisions)
    try decisions.finish()
    let merge = try SidecarMerge(paths: [folder.path + "/decisions"], range: .all)
    var sizes: [Int: Int] = [:]
    while try merge.advance() {
      let decision = try #require(ClusterDecision(merge.payload))
      if decision.survivor.rawValue == merge.key { sizes[Int(merge.key)] = decision.clusterSize }
    }
    return sizes
  }

  private func chain(_ count: Int) throws {
    let edges = (1..<count).map { ($0 - 1, $0) }
    #expect(try reduce(documents: count, edges: edges, .components) == [0: count])
    // Around survivors a document goes only for its neighbour: every other one stays.
    let sizes = try reduce(documents: count, edges: edges, .leaders)
    #expect(sizes.count == count / 2)
    #expect(sizes.allSatisfy { $0.key % 2 == 0 && $0.value == 2 })
  }

  private func star(_ count: Int) throws {
    let edges = (1..<count).map { (0, $0) }
    for cluster in ClusterForm.allCases {
      #expect(try reduce(documents: count, edges: edges, cluster) == [0: count])
    }
  }

  @Test("a chain is one component, or pairs around survivors")
  func shortChain() throws { try chain(4000) }

  @Test("one document that all are like drops all")
  func smallStar() throws { try star(4000) }

  @Test("without edges there are no clusters", arguments: ClusterForm.allCases)
  func none(cluster: ClusterForm) throws {
    #expect(try reduce(documents: 100, edges: [], cluster).isEmpty)
  }

  @Test(
    "a chain of ten million edges is reduced", .tags(.slow), .enabled(if: SlowTests.enabled))
  func longChain() throws { try chain(10_000_000) }

  @Test(
    "a cluster of a million documents is reduced", .tags(.slow), .enabled(if: SlowTests.enabled))
  func largeStar() throws { try star(1_000_000) }

  @Test("a forest takes at most 40 bytes per document, whatever the pairs", arguments: [1, 2, 3])
  func forestMemory(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var forest = DocumentForest()
    for size in [1000, 30_000, 100_000] {
      for _ in 0..<2 * size {
        _ = forest.join(
          DocumentID(input: 3, record: Int.random(in: 0..<size, using: &random)),
          DocumentID(input: 3, record: Int.random(in: 0..<size, using: &random)))
      }
      #expect(forest.storageBytes <= 40 * size + 1000)
    }
  }
}
