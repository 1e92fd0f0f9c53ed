import Deduplication
import TestSupport
import Testing

@Suite struct MersennePermutationsTests {
  @Test("the constants are those that NumPy draws")
  func constants() {
    // Computed with NumPy 2.4.6: RandomState(1).randint(1, 2**61 - 1) and then (0, 2**61 - 1), 112 each.
    let permutations = MersennePermutations(count: 112)
    #expect(
      permutations.multipliers.prefix(3) == [
        775_169_054_918_279_404, 1_758_426_461_858_698_313, 2_109_959_069_025_162,
      ])
    #expect(
      permutations.addends.prefix(3) == [
        1_062_448_801_025_099_917, 1_324_811_268_927_594_100, 1_217_488_311_597_731_462,
      ])
    #expect(permutations.multipliers.reduce(0, ^) == 1_270_572_817_574_910_887)
    #expect(permutations.addends.reduce(0, ^) == 1_794_676_659_790_790_582)
  }

  @Test("minima are those of plain arithmetic", arguments: UInt64(0)..<20)
  func minima(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let permutations = MersennePermutations(count: 20)
    let shingles = ContiguousArray((0..<30).map { _ in random.next() })
    var signature: ContiguousArray<UInt64> = []
    permutations.fill(&signature, from: shingles)
    for (index, minimum) in signature.enumerated() {
      let values = shingles.map {
        (permutations.multipliers[index] &* $0 &+ permutations.addends[index]) % ((1 << 61) - 1)
      }
      #expect(minimum == values.min())
    }
  }
}
