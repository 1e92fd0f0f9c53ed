import TestSupport
import Testing
import Tokens

@Suite struct FeistelPermutationTests {
  @Test(
    "every count is permuted, and places are the inverse",
    arguments: Array(UInt64(1)..<70) + [1000, 4096, 5000])
  func permutation(count: UInt64) {
    let permutation = FeistelPermutation(count: count, seed: 7, stream: (1, 2))
    let elements = (0..<count).map { permutation[$0] }
    #expect(elements.sorted() == Array(0..<count))
    for (place, element) in elements.enumerated() {
      #expect(permutation.place(of: element) == UInt64(place))
    }
  }

  @Test("seed, source and epoch each give another permutation")
  func keys() {
    let all = [(1, 0, 0), (2, 0, 0), (1, 1, 0), (1, 0, 1)].map { seed, source, epoch in
      let permutation = FeistelPermutation(
        count: 1000, seed: UInt64(seed), stream: (UInt64(source), UInt64(epoch)))
      return (0..<1000).map { permutation[$0] }
    }
    #expect(Set(all).count == 4)
    // A random permutation has one fixed point on average; twenty would be no accident.
    for one in all { #expect(one.enumerated().filter { $0.offset == $0.element }.count < 20) }
  }

  @Test("a hundred million and 2^62 ordinals need no table")
  func largeCounts() {
    for count in [100_000_000, 1 << 62] as [UInt64] {
      let permutation = FeistelPermutation(count: count, seed: 3)
      for place in stride(from: 0, to: count, by: Int(count / 1000)) {
        let element = permutation[place]
        #expect(element < count && permutation.place(of: element) == place)
      }
    }
  }

  @Test("places spread evenly: each sixteenth of a prefix holds about its part")
  func uniformity() {
    let permutation = FeistelPermutation(count: 1_000_000, seed: 11)
    var buckets = [Int](repeating: 0, count: 16)
    for place in 0..<16_000 { buckets[Int(permutation[UInt64(place)] * 16 / 1_000_000)] += 1 }
    // 1,000 expected with a standard deviation of 31; five of them.
    #expect(buckets.allSatisfy { abs($0 - 1000) < 155 })
  }

  /// Each ordinal's bit is set once: a bijection, with 12.5 MB for the test and none for the order.
  @Test(
    "all of a hundred million ordinals come exactly once", .tags(.slow),
    .enabled(if: SlowTests.enabled))
  func bijection() {
    let count: UInt64 = 100_000_000
    let permutation = FeistelPermutation(count: count, seed: 5, stream: (1, 2))
    #expect(MemoryLayout.size(ofValue: permutation) <= 32)
    var seen = [UInt64](repeating: 0, count: Int(count / 64) + 1)
    var repeated = 0
    for place in 0..<count {
      let element = permutation[place]
      let bit = (1 as UInt64) << (element & 63)
      if seen[Int(element >> 6)] & bit != 0 { repeated += 1 }
      seen[Int(element >> 6)] |= bit
    }
    #expect(repeated == 0)
    #expect(seen.reduce(0) { $0 + $1.nonzeroBitCount } == Int(count))
  }
}
