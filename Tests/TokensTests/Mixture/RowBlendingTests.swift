import TestSupport
import Testing
import Tokens

@Suite struct RowBlendingTests {
  @Test("after any number of rows no set is a row away from its weight", arguments: UInt64(0)..<30)
  func shares(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = Int.random(in: 1...20, using: &random)
    let whole = (0..<count).map { _ in Double(Int.random(in: 1...400, using: &random)) }
    let blending = RowBlending(weights: whole)
    let sum = whole.reduce(0, +)
    var drawn = whole.map { _ in 0 }
    var worst = 0.0
    var wrong = 0
    for row in 0..<(2 * blending.period + 7) {
      let (set, ordinal) = blending[row]
      if ordinal != drawn[set] { wrong += 1 }
      drawn[set] += 1
      for set in whole.indices {
        worst = max(worst, abs(Double(drawn[set]) - whole[set] / sum * Double(row + 1)))
      }
    }
    #expect(worst < 1 + 1e-9 && wrong == 0)
  }

  @Test(
    "decimal weights are met exactly, others to a millionth",
    arguments: [
      ([0.7, 0.3], [7, 3]), ([2, 1, 1], [2, 1, 1]), ([0.6, 0.25, 0.15], [12, 5, 3]),
      ([5, 0], [1, 0]), ([1e300, 1e300], [1, 1]), ([1.0 / 3, 2.0 / 3], [333_333, 666_667]),
    ] as [([Double], [Int])])
  func wholeWeights(weights: [Double], expected: [Int]) {
    let blending = RowBlending(weights: weights)
    #expect(blending.weights == expected && blending.period == expected.reduce(0, +))
  }

  @Test("a row far away is found at once and continues the sequence")
  func randomAccess() {
    let blending = RowBlending(weights: [0.123456, 0.5, 0.376544])
    #expect(blending.period <= RowBlending.maximumPeriod)
    let start = 1_000_000_007 * 1000
    var next: [Int: Int] = [:]
    for row in start..<start + 5000 {
      let (set, ordinal) = blending[row]
      if let expected = next[set] { #expect(ordinal == expected) }
      next[set] = ordinal + 1
    }
    #expect(next.count == 3)
  }
}
