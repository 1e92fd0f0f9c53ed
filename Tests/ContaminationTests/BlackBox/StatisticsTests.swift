import Contamination
import Testing

/// Golden values by SciPy 1.17.1 and NumPy 2.4.6.
@Suite struct StatisticsTests {
  /// `scipy.stats.t.sf`.
  @Test(
    "upper tails of Student's t are those of SciPy",
    arguments: [
      (0, 5, 0.5), (1.5, 1, 0.18716704181099886), (2.2, 4, 0.046326335089817296),
      (-1.3, 9, 0.8870468136634754), (6.5, 49, 1.9747381451466086e-08),
      (12, 49, 1.690405247398702e-16), (-4, 2, 0.9714045207910317),
      (0.01, 300, 0.49601396697944095), (40, 49, 2.2273281630139934e-39),
    ] as [(Double, Double, Double)])
  func upperTail(statistic: Double, degreesOfFreedom: Double, expected: Double) {
    let tail = StudentT.upperTail(statistic, degreesOfFreedom: degreesOfFreedom)
    #expect(abs(tail - expected) <= 1e-11 * expected)
  }

  @Test func `infinite statistics have a tail of nothing or of all`() {
    #expect(StudentT.upperTail(.infinity, degreesOfFreedom: 3) == 0)
    #expect(StudentT.upperTail(-.infinity, degreesOfFreedom: 3) == 1)
  }

  /// `scipy.stats.mannwhitneyu` with `alternative="greater"` and `method="asymptotic"`.
  @Test func `ranks compare as by SciPy, with ties`() throws {
    let first = [-3.2, -2.1, -4.0, -2.1, -1.0, -2.5]
    let second = [-5.0, -2.1, -3.9, -6.2, -4.0, -3.2, -7.0]
    let up = try #require(RankComparison(first, above: second))
    #expect(abs(up.area - 0.8333333333333334) < 1e-15)
    #expect(abs(up.pValue - 0.02590762587658193) < 1e-14)
    let down = try #require(RankComparison(second, above: first))
    #expect(abs(down.area - 0.16666666666666666) < 1e-15)
    #expect(abs(down.pValue - 0.98163329738746) < 1e-14)
  }

  @Test func `samples without values or without differences cannot be compared`() {
    #expect(RankComparison([], above: [1]) == nil)
    #expect(RankComparison([1], above: []) == nil)
    #expect(RankComparison([2, 2], above: [2]) == nil)
  }

  /// `numpy.mean(numpy.sort(values)[:max(1, int(n * K))])`.
  @Test(
    "Min-K% is the mean of the lowest values as by NumPy",
    arguments: [
      ([-7.6977], -7.6977, -7.6977),
      ([-0.0776, -1.5191, -0.5668, -0.6359], -1.5191, -1.0775),
      ([-0.8061, -0.1327, -0.793, -0.421, -27.7434], -27.7434, -9.780833333333334),
      (
        [
          -1.2533, -0.7028, -0.7548, -0.5127, -0.3481, -0.6765, -1.6192, -0.7878, -2.6058,
          -0.8189, -1.0246, -4.6918, -1.7248, -0.6034, -0.8329, -1.7169, -6.9247, -0.7637,
          -0.7838, -2.7246, -0.4121, -0.747, -2.417,
        ], -4.236725, -2.241715384615384
      ),
    ])
  func minK(values: [Double], at20: Double, at60: Double) throws {
    #expect(abs(try #require(MinKProbability().score(values)) - at20) < 1e-12)
    #expect(abs(try #require(MinKProbability(percent: 60).score(values)) - at60) < 1e-12)
  }

  @Test func `a text without tokens has no Min-K%`() {
    #expect(MinKProbability().score([]) == nil)
  }
}
