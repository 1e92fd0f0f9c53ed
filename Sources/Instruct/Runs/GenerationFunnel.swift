/// Where the replies of a run went: every record is either a pair or counted under one rule.
public struct GenerationFunnel: Codable, Sendable, Equatable {
  public enum Ending: String, Codable, Sendable {
    case pairsReached = "pairs-reached"
    case requestsReached = "requests-reached"
    /// Almost nothing of the last records was new.
    case yieldTooLow = "yield-too-low"
    /// A file of recorded replies came to its end.
    case repliesExhausted = "replies-exhausted"
    /// Cancelled; no output was written, the journal holds all replies so far.
    case interrupted
  }

  public struct Rejection: Codable, Sendable, Equatable {
    public var rule: PairRule
    public var count: Int
  }

  /// Requests whose outcome was used, new attempts included.
  public var requests = 0
  /// Records found in the replies; those that are no pair included.
  public var records = 0
  public var accepted = 0
  /// Drops by rule, in order of testing, rules without drops left out.
  ///
  /// The first three rules of `PairRule` count requests, the others records.
  public var rejected: [Rejection] = []
  /// Tokens of all used requests, as far as the generator counts them.
  public var promptTokens = 0
  public var completionTokens = 0
  /// Compared instructions that were cut into words of any script, since they hold few ASCII ones.
  public var unicodeTokenized = 0
  public var ending = Ending.requestsReached

  public init() {}

  /// Prompt and completion tokens for each accepted pair; nil when there is none.
  public var tokensPerPair: Double? {
    accepted == 0 ? nil : Double(promptTokens + completionTokens) / Double(accepted)
  }

  /// How many drops a rule counts.
  public func count(of rule: PairRule) -> Int {
    rejected.first { $0.rule == rule }?.count ?? 0
  }

  mutating func reject(_ rule: PairRule) {
    if let index = rejected.firstIndex(where: { $0.rule == rule }) {
      rejected[index].count += 1
      return
    }
    let order = PairRule.allCases
    let place = rejected.firstIndex {
      (order.firstIndex(of: $0.rule) ?? 0) > (order.firstIndex(of: rule) ?? 0)
    }
    rejected.insert(Rejection(rule: rule, count: 1), at: place ?? rejected.endIndex)
  }
}
