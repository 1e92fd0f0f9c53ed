/// Confidence intervals of scores and of their differences by resampling items.
///
/// Each of `resamples` draws takes as many items as there are, with replacement, dirty and clean ones
/// together, so that one resample gives all means and differences; bounds are percentiles of what the
/// resamples gave. Source: Efron 1979, "Bootstrap methods: another look at the jackknife"; percentile
/// intervals as in Efron and Tibshirani 1993, section 13.3.
struct Bootstrap {
  /// Number of resamples.
  static let resamples = 2_000
  /// The share of resamples an interval leaves out on both sides together.
  static let outside = 0.05

  /// Draws resamples of the items and measures each.
  ///
  /// - Parameters:
  ///   - count: how many items there are, 1 or more.
  ///   - seed: of the draws.
  ///   - values: how many values there are.
  ///   - measure: the values of a resample, given as how often each item is in it; nil for one that
  ///     cannot be told, such as the mean of no item.
  /// - Returns: for each value its interval; nil where fewer than half of the resamples could tell it.
  static func intervals(
    items count: Int, seed: UInt64, values: Int, _ measure: ([Int32]) -> [Double?]
  ) -> [ScoreInterval?] {
    var draws = KeyedDraws(seed: seed)
    var measured = [[Double]](repeating: [], count: values)
    var times = [Int32](repeating: 0, count: count)
    for _ in 0..<resamples {
      for index in times.indices { times[index] = 0 }
      for _ in 0..<count { times[draws.index(below: count)] += 1 }
      for (position, value) in measure(times).enumerated() {
        if let value { measured[position].append(value) }
      }
    }
    return measured.map { values in
      guard values.count * 2 >= resamples else { return nil }
      let sorted = values.sorted()
      return ScoreInterval(
        low: percentile(outside / 2, of: sorted), high: percentile(1 - outside / 2, of: sorted))
    }
  }

  /// The percentile of ascending values, between two by straight line.
  static func percentile(_ fraction: Double, of sorted: [Double]) -> Double {
    let place = fraction * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return sorted[below] }
    return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below))
  }
}

/// A 95 % confidence interval.
public struct ScoreInterval: Codable, Sendable, Equatable {
  public var low: Double
  public var high: Double

  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }
}
