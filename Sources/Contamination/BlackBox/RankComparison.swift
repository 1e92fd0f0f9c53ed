import Glibc

/// How the values of one sample rank against those of another (Mann and Whitney 1947).
public struct RankComparison: Codable, Sendable, Equatable {
  /// The chance that a value of the first sample is above one of the second, ties counted half: the area
  /// under the curve of a detector that goes by the values.
  public var area: Double
  /// The chance of so high ranks of the first sample or higher, were both alike: normal approximation with
  /// correction for ties and continuity.
  public var pValue: Double

  /// Compares two samples; nil where one is empty, or all values are the same.
  ///
  /// - Parameters:
  ///   - first: a sample that may be higher.
  ///   - second: what it is compared with.
  public init?(_ first: [Double], above second: [Double]) {
    guard !first.isEmpty, !second.isEmpty else { return nil }
    let all = (first.map { ($0, true) } + second.map { ($0, false) }).sorted { $0.0 < $1.0 }
    var rankSum = 0.0
    var ties = 0.0
    var start = 0
    while start < all.count {
      var end = start
      while end < all.count, all[end].0 == all[start].0 { end += 1 }
      let rank = Double(start + end + 1) / 2
      rankSum += rank * Double(all[start..<end].count { $0.1 })
      let size = Double(end - start)
      ties += size * size * size - size
      start = end
    }
    let (ones, others) = (Double(first.count), Double(second.count))
    let total = ones + others
    let statistic = rankSum - ones * (ones + 1) / 2
    let variance = ones * others / 12 * (total + 1 - ties / (total * (total - 1)))
    guard variance > 0 else { return nil }
    area = statistic / (ones * others)
    let distance = (statistic - ones * others / 2 - 0.5) / variance.squareRoot()
    pValue = erfc(distance / 2.0.squareRoot()) / 2
  }
}
