import Deduplication
import Testing

@Suite struct WilsonIntervalTests {
  @Test(
    "the interval is SciPy's (1.17.1, binomtest, proportion_ci, method 'wilson')",
    arguments: [
      (0, 10, 0.0, 0.27753279986288926), (10, 10, 0.7224672001371109, 1.0),
      (190, 200, 0.910421851861224, 0.9726173543992361),
      (1, 3, 0.06149194472039626, 0.7923403991979523),
    ])
  func golden(hits: Int, trials: Int, lower: Double, upper: Double) {
    let interval = WilsonInterval(hits: hits, of: trials)
    #expect(abs(interval.lower - lower) < 1e-12)
    #expect(abs(interval.upper - upper) < 1e-12)
  }

  @Test("without a trial nothing is known")
  func nothing() {
    let interval = WilsonInterval(hits: 0, of: 0)
    #expect(interval.lower == 0 && interval.upper == 1)
  }

  @Test("the interval holds the share and shrinks with the sample", arguments: 1...60)
  func containing(trials: Int) {
    for hits in 0...trials {
      let interval = WilsonInterval(hits: hits, of: trials)
      let share = Double(hits) / Double(trials)
      #expect(interval.lower <= share && share <= interval.upper)
      #expect(interval.lower >= 0 && interval.upper <= 1)
      let larger = WilsonInterval(hits: 10 * hits, of: 10 * trials)
      #expect(larger.upper - larger.lower < interval.upper - interval.lower)
    }
  }
}
