import Deduplication
import Pipelines
import TestSupport
import Testing

/// One corpus after another, with an index, against both at once.
///
/// At once, with the source of the first preferred, its documents become survivors before those of the
/// second, so both ways drop the same documents of the second, for the same survivors, wherever every pair
/// above the threshold becomes a candidate. Bands miss some: then a component that a document of the
/// second corpus completes may show two documents of the first to be near that no band had, and one of
/// them is a survivor for the index alone. What is dropped is verified either way.
@Suite struct IndexEquivalenceTests {
  private let bench = IndexBench()

  private func corpora(seed: UInt64) -> (old: [IndexBench.Corpus], new: [IndexBench.Corpus]) {
    var random = SplitMix64(seed: seed)
    var originals = (0..<10).map { _ in TestTexts.words(50, using: &random) }
    // Chains: neighbours are near to each other, the ends are not.
    let long = TestTexts.words(120, using: &random)
    originals += stride(from: 0, through: 40, by: 4).map { Array(long[$0..<$0 + 50]) }
    func corpora(_ name: String, _ source: String) -> [IndexBench.Corpus] {
      (0..<2).map {
        IndexBench.Corpus(
          "\(name)\($0)", source: source, IndexBench.texts(25, like: originals, using: &random))
      }
    }
    let old = corpora("a", "a")
    // A page that is new to the second corpus is in both of its shards.
    var new = corpora("b", "b")
    let page = TestTexts.words(50, using: &random).joined(separator: " ")
    for shard in new.indices { new[shard].documents.append((nil, page)) }
    return (old, new)
  }

  private func settings(_ survivor: [SurvivorRule]) -> MinHashSettings {
    var settings = IndexBench.settings
    settings.survivor = survivor
    settings.minimumSimilarity = 0.6
    return settings
  }

  @Test(
    "with bands that miss nothing, both ways drop the same for the same", arguments: UInt64(0)..<4)
  func exactBands(seed: UInt64) throws {
    let (old, new) = corpora(seed: seed)
    var settings = settings([.longest])
    // A pair at 0.6 shares none of 64 bands of one row with a probability of 1e-25.
    settings.bands = 64
    settings.rows = 1
    let first = try bench.run("old", old, settings)
    let second = try bench.run("new", new, settings)
    settings.survivor = [.source, .longest]
    settings.sources = ["a"]
    let both = try bench.run("both", old + new, settings, index: nil)
    func essence(_ drops: [IndexBench.Drop]) -> [[String]] {
      drops.map { [$0.id, $0.rule, $0.value, $0.twin] }
    }
    let apart = try bench.dropped(first) + bench.dropped(second)
    #expect(essence(apart) == essence(try bench.dropped(both)))
    #expect(apart.contains { $0.twin.hasPrefix("a/") && $0.id.hasPrefix("b/") })
    #expect(apart.contains { $0.twin.hasPrefix("b/") && $0.id.hasPrefix("b/") })
  }

  @Test(
    "whatever the bands miss, what is dropped is near to what is kept", arguments: UInt64(50)..<53)
  func verified(seed: UInt64) throws {
    let (old, new) = corpora(seed: seed)
    let settings = settings([.longest])
    let first = try bench.run("old", old, settings)
    let second = try bench.run("new", new, settings)
    var texts: [String: String] = [:]
    for corpus in old + new {
      for (record, document) in corpus.documents.enumerated() {
        texts["\(corpus.source)/\(corpus.name):\(record + 1)"] = document.text
      }
    }
    let dropped = try bench.dropped(first) + bench.dropped(second)
    let names = Set(dropped.map(\.id))
    for drop in try bench.dropped(second) {
      let text = try #require(texts[drop.id])
      let twin = try #require(texts[drop.twin])
      let similarity = TestTexts.jaccard(TestTexts.shingles(text), TestTexts.shingles(twin))
      #expect(similarity >= 0.6)
      #expect(Double(drop.value) == similarity)
      #expect(!names.contains(drop.twin))
    }
    // Equal texts share every band.
    let kept = try bench.kept(first) + bench.kept(second)
    #expect(Set(kept).count == kept.count)
  }
}
