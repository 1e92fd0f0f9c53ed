import Deduplication
import Pipelines
import TestSupport
import Testing

/// Components of unverified candidates: what most tools do.
@Suite struct ClassicTests {
  private let chain: [StageHarness.Shard] = {
    var random = SplitMix64(seed: 3)
    let words = TestTexts.words(4000, using: &random)
    // Neighbours share 176 of 216 shingles (0.81), those five apart nothing much.
    let texts = (0..<100).map { words[$0 * 20..<$0 * 20 + 200].joined(separator: " ") }
    return [.init(name: "s", texts: texts)]
  }()

  @Test("a chain of near duplicates is one cluster, of which the first document is kept")
  func chains() throws {
    var settings = MinHashPreset.classic.settings
    settings.rows = 2
    settings.maximumDroppedFraction = 1
    let outcome = try StageHarness.run(MinHashDeduplication.self, settings, on: chain)
    #expect(outcome.kept.map(\.id.record) == [0])
    #expect(outcome.kept.first?.notes["deduplicate.clusterSize"] == .number(100))
    // The similarity to the survivor is measured, though nothing depends on it.
    #expect(outcome.dropped.first?.reason.value == 176.0 / 216.0)
    #expect(outcome.dropped.last?.reason.value == 0)
    #expect(outcome.dropped.allSatisfy { $0.reason.threshold == 0 })
  }

  @Test("verified components keep chains together and unlike candidates apart")
  func verifiedComponents() throws {
    var settings = MinHashSettings()
    settings.rows = 2
    settings.maximumDroppedFraction = 1
    settings.cluster = .components
    settings.survivor = [.first]
    let outcome = try StageHarness.run(MinHashDeduplication.self, settings, on: chain)
    #expect(outcome.kept.map(\.id.record) == [0])
    settings.minimumSimilarity = 0.85
    let apart = try StageHarness.run(MinHashDeduplication.self, settings, on: chain)
    #expect(apart.kept.count == 100)
  }

  @Test(
    "components do not depend on the number of key ranges, whose forests leave edges out",
    arguments: [Verification.none, .jaccard])
  func forests(verify: Verification) throws {
    var random = SplitMix64(seed: 8)
    var texts: [String] = []
    for _ in 0..<60 {
      let original = TestTexts.words(60, using: &random)
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        texts.append(
          TestTexts.copy(of: original, replacing: 0.02, using: &random).joined(separator: " "))
      }
    }
    texts.shuffle(using: &random)
    var settings = MinHashPreset.classic.settings
    settings.verify = verify
    let shards = [StageHarness.Shard(name: "s", texts: texts)]
    let whole = try StageHarness.run(MinHashDeduplication.self, settings, on: shards)
    let documents = try #require(whole.tally["dropped"] + whole.tally["clusters"] as Int?)
    #expect(whole.tally["forestEdges"] == whole.tally["dropped"])
    #expect(whole.tally["candidatePairs"] > whole.tally["forestEdges"])
    for partitions in [4, 64] {
      let other = try StageHarness.run(
        MinHashDeduplication.self, settings, on: shards, partitions: partitions)
      #expect(other.decisions.elementsEqual(whole.decisions) { $0 == $1 })
      #expect(other.tally["forestEdges"] <= partitions * documents)
      #expect(other.tally["forestEdges"] >= whole.tally["forestEdges"])
    }
  }

  @Test("clusters around survivors are refused without verification")
  func unverifiedLeaders() {
    var settings = MinHashSettings()
    settings.verify = .none
    #expect(throws: SettingsProblem.self) { try settings.validate() }
  }
}
