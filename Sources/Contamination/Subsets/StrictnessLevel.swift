/// From which score on an item counts as dirty: the same findings read more and less strictly.
public struct StrictnessLevel: Codable, Sendable, Equatable {
  /// `method` for the method's own rule, `any` for any score above 0, else such as `0.5` for a score of
  /// at least that.
  public var name: String
  /// The least score that is dirty, 0 to 1; nil leaves it to the method's own rule, 0 means any score
  /// above 0.
  public var leastScore: Double?

  public init(name: String, leastScore: Double?) {
    self.name = name
    self.leastScore = leastScore
  }

  /// The method's rule, any overlap, and the shares at which LLaMA-2 and PaLM put their bounds (0.2,
  /// 0.7, 0.8) with one between.
  public static let all = [
    StrictnessLevel(name: "method", leastScore: nil), StrictnessLevel(name: "any", leastScore: 0),
    StrictnessLevel(name: "0.2", leastScore: 0.2), StrictnessLevel(name: "0.5", leastScore: 0.5),
    StrictnessLevel(name: "0.7", leastScore: 0.7), StrictnessLevel(name: "0.8", leastScore: 0.8),
  ]

  /// What an item is at this level; what cannot be tested stays so.
  public func verdict(_ verdict: ItemVerdict) -> ItemVerdict.Verdict {
    guard verdict.verdict != .untestable, let leastScore else { return verdict.verdict }
    return verdict.score > 0 && verdict.score >= leastScore ? .dirty : .clean
  }
}
