import Contamination
import TestSupport
import Testing

@Suite struct WinnowingTests {
  @Test(
    "every window holds a chosen hash, the least, of equal ones the last", arguments: UInt64(0)..<60
  )
  func windows(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let window = Int.random(in: 1...9, using: &random)
    let count = Int.random(in: 0...200, using: &random)
    // Few values, so that there are many ties, or many.
    let values: UInt64 = seed.isMultiple(of: 2) ? 4 : .max
    let hashes = (0..<count).map { _ in random.next() % values }
    var chosen: [Int] = []
    hashes.withUnsafeBufferPointer { hashes in
      Winnowing.forEachChosen(in: hashes, window: window) { chosen.append($0) }
    }
    var expected: [Int] = []
    for start in 0..<max(0, count == 0 ? 0 : max(1, count - window + 1)) {
      let range = start..<min(start + window, count)
      let least = hashes[range].min()
      guard let last = range.last(where: { hashes[$0] == least }) else { continue }
      if expected.last != last { expected.append(last) }
    }
    #expect(chosen == expected)
  }

  @Test("of random hashes the share 2 / (window + 1) is chosen", arguments: [1, 2, 3, 4, 8, 20])
  func density(window: Int) {
    var random = SplitMix64(seed: 7)
    let hashes = (0..<200_000).map { _ in random.next() }
    var count = 0
    hashes.withUnsafeBufferPointer { hashes in
      Winnowing.forEachChosen(in: hashes, window: window) { _ in count += 1 }
    }
    let expected = 2 / Double(window + 1)
    #expect(abs(Double(count) / 200_000 - expected) < 0.02 * expected)
  }
}
