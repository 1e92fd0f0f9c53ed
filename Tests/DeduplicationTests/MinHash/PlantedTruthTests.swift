import Deduplication
import Pipelines
import TestSupport
import Testing

/// A corpus whose near duplicates were planted with known similarities.
@Suite(.enabled(if: PeerReference.isAvailable)) struct PlantedTruthTests {
  private struct Pair {
    var one: Int
    var other: Int
    var level: Double
  }

  /// The planted pairs of each level, exact ones as level 1.
  private func pairs() throws -> [Double: [Pair]] {
    let pairs = try PeerReference.planted().compactMap { row -> Pair? in
      guard row.kind.hasPrefix("dup"), let source = row.source else { return nil }
      return Pair(one: row.id, other: source, level: row.level ?? 1)
    }
    return Dictionary(grouping: pairs, by: \.level)
  }

  private func texts() throws -> [String] { try PeerReference.shards().flatMap(\.texts) }

  private func bandKeys(of texts: [String], _ settings: MinHashSettings) -> [Set<UInt64>] {
    var shingles = ShingleMaker(settings)
    var signature = SignatureMaker(
      settings.hashFamily, Banding(bands: settings.bands, rows: settings.rows))
    var shared = SharedScratch()
    return texts.enumerated().map { index, text in
      let document = Document(id: DocumentID(input: 0, record: index), text: Array(text.utf8))
      shingles.fill(from: document, shared: &shared)
      signature.fill(from: shingles.hashes)
      return Set(signature.bandKeys)
    }
  }

  @Test("at every level as many candidates are found as the S-curve says and datatrove finds")
  func candidateRecall() throws {
    let texts = try texts()
    let settings = MinHashSettings()
    let keys = bandKeys(of: texts, settings)
    let sets = texts.map { TestTexts.shingles($0) }
    var clusters: [Int: Int] = [:]
    for match in try PeerReference.matches() { clusters[match.id] = match.cluster }
    let banding = Banding(bands: settings.bands, rows: settings.rows)
    let levels = try pairs()
    #expect(levels.count == 8)
    for (level, pairs) in levels {
      var found = 0
      var foundThere = 0
      var expected = 0.0
      var variance = 0.0
      for pair in pairs {
        if !keys[pair.one].isDisjoint(with: keys[pair.other]) { found += 1 }
        if let cluster = clusters[pair.one], clusters[pair.other] == cluster { foundThere += 1 }
        let chance = banding.candidateProbability(
          at: TestTexts.jaccard(sets[pair.one], sets[pair.other]))
        expected += chance
        variance += chance * (1 - chance)
      }
      let error = variance.squareRoot()
      #expect(abs(Double(found) - expected) <= 4 * error + 0.5, "level \(level)")
      #expect(Double(found) >= Double(foundThere) - 2 * error, "level \(level)")
      if level >= 0.9 { #expect(found == pairs.count, "level \(level)") }
    }
  }

  @Test(
    "every candidate pair at or above the threshold is joined, and nothing below it is dropped",
    arguments: [0.5, 0.7, 0.8])
  func verified(threshold: Double) throws {
    let texts = try texts()
    var settings = MinHashSettings()
    settings.minimumSimilarity = threshold
    let outcome = try StageHarness.run(
      MinHashDeduplication.self, settings, on: PeerReference.shards(), partitions: 4)
    let sets = texts.map { TestTexts.shingles($0) }
    let first = outcome.documents.count { $0.document.id.input == 0 }
    func number(_ id: DocumentID) -> Int { id.input * first + id.record }
    var dropped = Set<Int>()
    for (document, reason) in outcome.dropped {
      dropped.insert(number(document.id))
      let twin = try #require(reason.twin)
      let truth = TestTexts.jaccard(sets[number(document.id)], sets[number(twin)])
      #expect(reason.value == truth)
      #expect(truth >= threshold)
    }
    // One of every candidate pair that is similar enough goes.
    let keys = bandKeys(of: texts, settings)
    var buckets: [UInt64: [Int]] = [:]
    for (document, keys) in keys.enumerated() {
      for key in keys { buckets[key, default: []].append(document) }
    }
    for members in buckets.values {
      for (index, one) in members.enumerated() where !dropped.contains(one) {
        for other in members[(index + 1)...] where !dropped.contains(other) {
          #expect(TestTexts.jaccard(sets[one], sets[other]) < threshold)
        }
      }
    }
    // Nothing else goes: each dropped document belongs to a planted pair.
    let planted = Set(try pairs().values.joined().flatMap { [$0.one, $0.other] })
    #expect(dropped.isSubset(of: planted))
    #expect(dropped.count > 60)
  }
}
