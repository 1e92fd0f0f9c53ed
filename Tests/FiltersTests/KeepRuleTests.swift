import Filters
import Glibc
import TestSupport
import Testing
import Text

@Suite struct KeepRuleTests {
  @Test(
    "the Pareto rule keeps (2 - score)^-9 of a million documents, within three sigma",
    arguments: [
      0.0, 0.5, 0.75, 0.9, 0.95, 1.0,
    ])
  func keepRate(score: Double) {
    let rule = KeepRule.pareto(alpha: 9)
    let count = 1_000_000
    var kept = 0
    for index in 0..<count {
      let draw = StableHash.unitInterval(StableHash.finalize(UInt64(index)))
      if score > rule.threshold(draw: draw) { kept += 1 }
    }
    let expected = pow(2 - score, -9)
    let sigma = (expected * (1 - expected) / Double(count)).squareRoot()
    #expect(abs(Double(kept) / Double(count) - expected) <= 3 * sigma)
  }

  @Test("the threshold solves the rule for the score", arguments: UInt64(0)..<50)
  func threshold(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let alpha = Double.random(in: 0.5...20, using: &random)
    let draw = Double.random(in: 1e-9..<1, using: &random)
    let threshold = KeepRule.pareto(alpha: alpha).threshold(draw: draw)
    #expect(abs(threshold - (2 - pow(draw, -1 / alpha))) < 1e-11 * max(1, abs(threshold)))
  }

  @Test("a draw of zero keeps every score")
  func zeroDraw() { #expect(KeepRule.pareto(alpha: 9).threshold(draw: 0) == -.infinity) }

  @Test("a fixed score is its own threshold")
  func above() { #expect(KeepRule.above(0.4).threshold(draw: 0.9) == 0.4) }
}
