import Pipelines

/// Applies the cluster decisions of one shard: writes notes, drops all but the survivors.
public struct ClusterApplier {
  private let cursor: DecisionCursor
  private let inputs: [InputShard]
  private let rule: String
  private let threshold: Double?

  /// Opens the decisions; `rule` labels drop reasons, `threshold` is the similarity that was asked for,
  /// where there is one.
  init(
    _ decisions: SidecarMerge, inputs: [InputShard], rule: String, threshold: Double?
  ) throws {
    cursor = try DecisionCursor(decisions)
    self.inputs = inputs
    self.rule = rule
    self.threshold = threshold
  }

  /// Notes `deduplicate.cluster`, and `deduplicate.clusterSize` on the survivor, on members of clusters.
  ///
  /// Where several stages deduplicate, a survivor's size is how many documents it stands for at least:
  /// its own members of every stage, but not those of other members.
  func apply(to document: inout Document) throws -> Verdict {
    var found: ClusterDecision?
    try cursor.forEachDecision(about: document.id) { payload in
      guard let decision = ClusterDecision(payload) else {
        throw DeduplicationError(
          problem: .unreadableRecord(bytes: payload.count),
          document: inputs.printedIdentity(of: document.id))
      }
      found = decision
    }
    guard let decision = found else { return .keep }
    document.notes.set("deduplicate.cluster", to: inputs.printedIdentity(of: decision.cluster))
    guard decision.survivor != document.id else {
      // Members that an earlier stage dropped for the survivor still count.
      var size = Double(decision.clusterSize)
      if case .number(let earlier)? = document.notes["deduplicate.clusterSize"] {
        size += earlier - 1
      }
      document.notes.set("deduplicate.clusterSize", to: size)
      return .keep
    }
    document.notes.set("deduplicate.similarity", to: decision.similarity)
    return .drop(
      DropReason(
        rule, value: threshold == nil ? nil : decision.similarity, threshold: threshold,
        twin: decision.survivor))
  }
}
