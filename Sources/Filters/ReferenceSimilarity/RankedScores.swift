/// How well scores tell two classes apart.
struct RankedScores {
  private var scores: [(score: Double, isPositive: Bool)] = []

  mutating func add(_ score: Double, isPositive: Bool) { scores.append((score, isPositive)) }

  /// The area under the ROC curve in thousandths, rounded, or nil without both classes.
  ///
  /// Ties count half.
  func areaPerMille() -> Int? {
    let sorted = scores.sorted { $0.score < $1.score }
    var negativesBelow = 0
    var doubledWins = 0
    var positives = 0
    var index = 0
    while index < sorted.count {
      var end = index
      var tied = (positive: 0, negative: 0)
      while end < sorted.count, sorted[end].score == sorted[index].score {
        if sorted[end].isPositive { tied.positive += 1 } else { tied.negative += 1 }
        end += 1
      }
      doubledWins += tied.positive * (2 * negativesBelow + tied.negative)
      negativesBelow += tied.negative
      positives += tied.positive
      index = end
    }
    let pairs = 2 * positives * negativesBelow
    guard pairs > 0 else { return nil }
    return (1000 * doubledWins + pairs / 2) / pairs
  }
}
