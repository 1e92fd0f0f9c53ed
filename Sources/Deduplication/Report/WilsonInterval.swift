/// The 95 % confidence interval of a share, from a count in a random sample.
///
/// Unlike the normal approximation it stays inside 0…1 and does not shrink to a point at 0 or all hits.
/// Source: Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference".
package struct WilsonInterval: Equatable, Sendable {
  package let lower: Double
  package let upper: Double

  /// The 0.975 quantile of the normal distribution.
  private static let quantile = 1.959963984540054

  /// - Parameters:
  ///   - hits: elements of the sample that count; 0 to `trials`.
  ///   - trials: elements of the sample; without any, the interval is 0…1.
  package init(hits: Int, of trials: Int) {
    guard trials > 0 else {
      (lower, upper) = (0, 1)
      return
    }
    let count = Double(trials)
    let share = Double(hits) / count
    let square = Self.quantile * Self.quantile
    let scale = 1 + square / count
    let center = (share + square / (2 * count)) / scale
    let spread = share * (1 - share) / count + square / (4 * count * count)
    let width = Self.quantile / scale * spread.squareRoot()
    lower = hits == 0 ? 0 : max(0, center - width)
    upper = hits == trials ? 1 : min(1, center + width)
  }
}
