/// Min-K% probability: how probable the least probable tokens of a text are to a model.
///
/// A text that a model was trained on has few tokens that surprise it. The score is the mean of the
/// logarithms of the lowest `percent` % of the tokens' probabilities: the higher, the likelier the text was
/// seen. It compares texts of one kind under one model; alone it has no scale. Source: Shi et al. 2024,
/// "Detecting pretraining data from large language models", section 4.1, with K = 20 for its best results.
public struct MinKProbability: Sendable, Equatable {
  /// K, above 0 to 100.
  public var percent: Double

  public init(percent: Double = 20) {
    precondition(percent > 0 && percent <= 100, "percent: above 0 to 100")
    self.percent = percent
  }

  /// The mean of the lowest values.
  ///
  /// Their number is K % of all, rounded down as in the authors' program, but one at least.
  ///
  /// - Parameter logProbabilities: of a text's tokens.
  /// - Returns: the mean in nats; nil without any token.
  public func score(_ logProbabilities: [Double]) -> Double? {
    guard !logProbabilities.isEmpty else { return nil }
    let count = max(1, Int(Double(logProbabilities.count) * percent / 100))
    let lowest = logProbabilities.sorted().prefix(count)
    return lowest.reduce(0, +) / Double(count)
  }
}
