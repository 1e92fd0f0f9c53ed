import Deduplication
import Pipelines
import TestSupport
import Testing
import Text

@Suite struct MinHashDeduplicationTests {
  /// Families of altered copies and unrelated texts, spread over shards.
  private func corpus(seed: UInt64, families: Int = 30) -> [StageHarness.Shard] {
    var random = SplitMix64(seed: seed)
    var texts: [String] = []
    for _ in 0..<families {
      let original = TestTexts.words(Int.random(in: 3...150, using: &random), using: &random)
      texts.append(original.joined(separator: " "))
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        let changes: [Double] = [0, 0.01, 0.03, 0.06, 0.1, 0.3]
        let change = changes.randomElement(using: &random) ?? 0
        texts.append(
          TestTexts.copy(of: original, replacing: change, using: &random).joined(separator: ", "))
      }
    }
    texts.append(contentsOf: ["", "...", "one", "one", "Two words", "two  WORDS!"])
    texts.shuffle(using: &random)
    let size = texts.count / 3 + 1
    return (0..<3).map { index in
      .init(
        source: "source\(index)", name: "shard\(index)",
        texts: Array(texts[min(index * size, texts.count)..<min((index + 1) * size, texts.count)]))
    }
  }

  private func candidateKeys(_ text: String, _ settings: MinHashSettings) -> Set<UInt64> {
    var words = WordList()
    words.fill(from: Array(text.utf8).span, definition: .alphanumeric)
    var shingles: ContiguousArray<UInt64> = []
    Shingles.append(ofWords: settings.shingleSize, words: words.hashes, into: &shingles)
    guard !shingles.isEmpty else { return [] }
    let banding = Banding(bands: settings.bands, rows: settings.rows)
    var signature: ContiguousArray<UInt32> = []
    Permutations(count: banding.permutations).fill(&signature, from: shingles)
    return Set((0..<banding.bands).map { banding.key(ofBand: $0, in: signature) })
  }

  @Test(
    "no document is dropped below the threshold, and no candidate pair above it survives",
    arguments: UInt64(0)..<12)
  func thresholdIsExact(seed: UInt64) throws {
    var settings = MinHashSettings()
    settings.minimumSimilarity = [0.5, 0.7, 0.85][Int(seed % 3)]
    settings.rows = 4
    let shards = corpus(seed: seed)
    let outcome = try StageHarness.run(MinHashDeduplication.self, settings, on: shards)
    let shingles = Dictionary(
      uniqueKeysWithValues: outcome.documents.map { entry in
        (
          entry.document.id,
          TestTexts.shingles(String(decoding: entry.document.text, as: UTF8.self))
        )
      })
    let keptIDs = Set(outcome.kept.map(\.id))
    #expect(!outcome.dropped.isEmpty)
    for (document, reason) in outcome.dropped {
      let twin = try #require(reason.twin)
      #expect(keptIDs.contains(twin))
      let truth = TestTexts.jaccard(shingles[document.id] ?? [], shingles[twin] ?? [])
      #expect(reason.value == truth)
      #expect(truth >= settings.minimumSimilarity)
      #expect(reason.threshold == settings.minimumSimilarity)
    }
    let keys = outcome.kept.map {
      candidateKeys(String(decoding: $0.text, as: UTF8.self), settings)
    }
    for (index, one) in outcome.kept.enumerated() {
      for other in index + 1..<outcome.kept.count {
        let truth = TestTexts.jaccard(
          shingles[one.id] ?? [], shingles[outcome.kept[other].id] ?? [])
        guard truth >= settings.minimumSimilarity else { continue }
        #expect(keys[index].isDisjoint(with: keys[other]))
      }
    }
  }

  @Test(
    "decisions do not depend on the number of key ranges or on spilled runs",
    arguments: UInt64(0)..<4)
  func rangeIndependence(seed: UInt64) throws {
    let shards = corpus(seed: seed, families: 400)
    let whole = try StageHarness.run(MinHashDeduplication.self, MinHashSettings(), on: shards)
    for partitions in [4, 64] {
      let other = try StageHarness.run(
        MinHashDeduplication.self, MinHashSettings(), on: shards, partitions: partitions,
        bufferBytes: 1)
      #expect(other.decisions.elementsEqual(whole.decisions) { $0 == $1 })
      #expect(other.tally == whole.tally)
    }
  }

  @Test("the kept texts do not depend on the order of shards", arguments: UInt64(0)..<6)
  func shardOrderIndependence(seed: UInt64) throws {
    // Chains would make the outcome depend on ties between texts of one length: number them.
    var number = 0
    let shards = corpus(seed: seed).map { shard in
      var copy = shard
      copy.texts = shard.texts.filter { TestTexts.shingles($0).count > 5 }.map { text in
        number += 1
        return text + String(repeating: ".", count: number)
      }
      return copy
    }
    let forward = try StageHarness.run(MinHashDeduplication.self, MinHashSettings(), on: shards)
    let backward = try StageHarness.run(
      MinHashDeduplication.self, MinHashSettings(), on: shards.reversed())
    #expect(forward.keptTexts.sorted() == backward.keptTexts.sorted())
    // Which pairs of a bucket are checked follows the order; what comes out of them does not.
    for name in ["documents", "bandRecords", "buckets", "clusters", "dropped"] {
      #expect(forward.tally[name] == backward.tally[name])
    }
  }

  @Test("of many equal documents one survives and knows how many there were")
  func allEqual() throws {
    let shards = [0, 1].map { index in
      StageHarness.Shard(
        name: "s\(index)", texts: Array(repeating: "the same six words every time", count: 1000))
    }
    var settings = MinHashSettings()
    settings.maximumDroppedFraction = 1
    let outcome = try StageHarness.run(MinHashDeduplication.self, settings, on: shards)
    #expect(outcome.kept.map(\.id) == [DocumentID(input: 0, record: 0)])
    #expect(outcome.kept.first?.notes["deduplicate.clusterSize"] == .number(2000))
    #expect(outcome.kept.first?.notes["deduplicate.cluster"] == .text("web/s0:1"))
    #expect(outcome.dropped.allSatisfy { $0.reason.value == 1 })
    #expect(outcome.tally["clusters"] == 1)
    #expect(outcome.tally["clusterSize/1025-2048"] == 1)
  }

  @Test("documents without duplicates bring no decisions")
  func noDuplicates() throws {
    var random = SplitMix64(seed: 9)
    let texts = (0..<500).map { _ in TestTexts.words(60, using: &random).joined(separator: " ") }
    let outcome = try StageHarness.run(
      MinHashDeduplication.self, MinHashSettings(), on: [.init(name: "s", texts: texts)])
    #expect(outcome.decisions.isEmpty)
    #expect(outcome.kept.count == 500)
    #expect(outcome.tally["bandRecords"] == 500 * 14)
  }

  @Test("an empty corpus and one without words pass through", arguments: [[], ["", " ", "?!"]])
  func nothingToCompare(texts: [String]) throws {
    let outcome = try StageHarness.run(
      MinHashDeduplication.self, MinHashSettings(), on: [.init(name: "s", texts: texts)])
    #expect(outcome.kept.count == texts.count)
  }

  @Test("a chain of near duplicates drops only what is like the survivor itself")
  func chain() throws {
    var random = SplitMix64(seed: 3)
    let words = TestTexts.words(4000, using: &random)
    // Neighbours share 176 of 216 shingles (0.81), the next but one 156 of 236 (0.66).
    let texts = (0..<100).map { words[$0 * 20..<$0 * 20 + 200].joined(separator: " ") }
    var settings = MinHashSettings()
    settings.survivor = []
    settings.rows = 2
    let outcome = try StageHarness.run(
      MinHashDeduplication.self, settings, on: [.init(name: "s", texts: texts)])
    #expect(outcome.kept.map(\.id.record) == Array(stride(from: 0, to: 100, by: 2)))
    #expect(outcome.dropped.allSatisfy { $0.reason.value == 176.0 / 216.0 })
  }
}
