import Deduplication
import TestSupport
import Testing

@Suite struct BandingTests {
  @Test(
    "the candidate probability is that of the S-curve",
    arguments: [
      // Computed with bc: 1 - (1 - s^rows)^bands.
      (14, 8, 0.5, 0.053), (14, 8, 0.6, 0.211), (14, 8, 0.7, 0.565), (14, 8, 0.8, 0.924),
      (9, 13, 0.8, 0.399), (450, 20, 0.75, 0.761), (20, 13, 0.85, 0.924), (10, 1, 0.1, 0.651),
    ] as [(Int, Int, Double, Double)])
  func curve(bands: Int, rows: Int, similarity: Double, expected: Double) {
    let found = Banding(bands: bands, rows: rows).candidateProbability(at: similarity)
    #expect(abs(found - expected) < 0.0006)
  }

  @Test(
    "pairs of a known similarity become candidates as often as the S-curve says",
    arguments: [0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95])
  func empiricalCurve(similarity: Double) {
    let banding = Banding()
    let permutations = Permutations(count: banding.permutations)
    var random = SplitMix64(seed: UInt64(similarity * 1000))
    let trials = 2000
    var candidates = 0
    var expected = 0.0
    for _ in 0..<trials {
      let union = 300
      let common = Int((similarity * Double(union)).rounded())
      var left: ContiguousArray<UInt64> = []
      var right: ContiguousArray<UInt64> = []
      for index in 0..<union {
        let hash = random.next()
        if index < common || index % 2 == 0 { left.append(hash) }
        if index < common || index % 2 == 1 { right.append(hash) }
      }
      expected += banding.candidateProbability(at: Double(common) / Double(union))
      if !keys(banding, permutations, left).isDisjoint(with: keys(banding, permutations, right)) {
        candidates += 1
      }
    }
    let rate = expected / Double(trials)
    let standardError = (rate * (1 - rate) / Double(trials)).squareRoot()
    #expect(abs(Double(candidates) / Double(trials) - rate) < 4 * standardError + 0.001)
  }

  private func keys(
    _ banding: Banding, _ permutations: Permutations, _ shingles: ContiguousArray<UInt64>
  ) -> Set<UInt64> {
    var signature: ContiguousArray<UInt32> = []
    permutations.fill(&signature, from: shingles)
    return Set((0..<banding.bands).map { banding.key(ofBand: $0, in: signature) })
  }

  @Test("equal rows in different bands give different keys")
  func bandNumberCounts() {
    let signature = ContiguousArray<UInt32>(repeating: 7, count: 112)
    let keys = Set((0..<14).map { Banding().key(ofBand: $0, in: signature) })
    #expect(keys.count == 14)
  }
}
