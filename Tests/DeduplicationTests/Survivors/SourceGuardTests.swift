import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct SourceGuardTests {
  private func shards(copies: Int) -> [StageHarness.Shard] {
    var random = SplitMix64(seed: 5)
    let own = (0..<100).map { _ in TestTexts.words(30, using: &random).joined(separator: " ") }
    let text = TestTexts.words(30, using: &random).joined(separator: " ")
    return [
      .init(source: "web", name: "own", texts: own),
      .init(source: "forms", name: "copies", texts: Array(repeating: text, count: copies)),
    ]
  }

  @Test("a source that would nearly vanish stops the run and names its biggest clusters")
  func stops() throws {
    let error = #expect(throws: DroppedFractionExceeded.self) {
      try StageHarness.run(MinHashDeduplication.self, MinHashSettings(), on: shards(copies: 120))
    }
    #expect(error?.source == "forms")
    #expect(error?.droppedDocuments == 119)
    #expect(error?.documents == 120)
    let cluster = error?.largestClusters.first
    #expect(error?.largestClusters.count == 1)
    #expect(cluster?.survivor == "forms/copies:1")
    #expect(cluster?.size == 120)
    #expect(cluster?.examples == ["forms/copies:2", "forms/copies:3", "forms/copies:4"])
    #expect(error?.description.contains("maximumDroppedFraction: 1") == true)
  }

  @Test("small sources and an allowed fraction pass", arguments: [(99, 0.9), (120, 1.0)])
  func passes(copies: Int, fraction: Double) throws {
    var settings = MinHashSettings()
    settings.maximumDroppedFraction = fraction
    let outcome = try StageHarness.run(
      MinHashDeduplication.self, settings, on: shards(copies: copies))
    #expect(outcome.kept.count == 101)
  }
}
