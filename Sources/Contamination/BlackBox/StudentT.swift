import Glibc

/// Student's t distribution.
package enum StudentT {
  /// The chance of a value of `statistic` or more.
  ///
  /// - Parameters:
  ///   - statistic: the value; infinite ones give 0 or 1.
  ///   - degreesOfFreedom: above 0.
  /// - Returns: 0 to 1, to about 12 digits.
  package static func upperTail(_ statistic: Double, degreesOfFreedom: Double) -> Double {
    guard statistic.isFinite else { return statistic > 0 ? 0 : 1 }
    let x = degreesOfFreedom / (degreesOfFreedom + statistic * statistic)
    let half = regularizedBeta(x, degreesOfFreedom / 2, 0.5) / 2
    return statistic > 0 ? half : 1 - half
  }

  /// The regularised incomplete beta function I_x(a, b), by its continued fraction, evaluated by Lentz's
  /// method (DLMF 8.17.22).
  private static func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    // The fraction converges fast on this side of the mean.
    if x > (a + 1) / (a + b + 2) { return 1 - regularizedBeta(1 - x, b, a) }
    let logarithm =
      a * log(x) + b * log1p(-x) - log(a) + lgamma(a + b) - lgamma(a) - lgamma(b)
    let tiny = 1e-300
    var fraction = 1.0
    var c = 1.0
    var d = 0.0
    for step in 0..<500 {
      let m = Double(step / 2)
      let numerator =
        step == 0
        ? 1
        : step.isMultiple(of: 2)
          ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
          : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 + numerator * d
      if abs(d) < tiny { d = tiny }
      d = 1 / d
      c = 1 + numerator / c
      if abs(c) < tiny { c = tiny }
      fraction *= c * d
      if abs(1 - c * d) < 1e-15 { break }
    }
    return exp(logarithm) * (fraction - 1)
  }
}
