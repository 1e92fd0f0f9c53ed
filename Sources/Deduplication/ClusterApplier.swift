import Pipelines

/// Applies the cluster decisions of one shard: writes notes, drops all but the survivors.
public struct ClusterApplier {
  private let cursor: DecisionCursor
  private let inputs: [InputShard]
  private let rule: String
  private let threshold: Double?
  private let detail: String?
  private let containment: (rule: String, minimum: Double)?

  /// Opens the decisions.
  ///
  /// `rule` labels drop reasons, `threshold` is the similarity that was asked for, where there is one, and
  /// `detail` what a dropped document has in common with its survivor, where that is not the whole text;
  /// `containment` is the label and the threshold where the survivor contains the dropped document.
  init(
    _ decisions: SidecarMerge, inputs: [InputShard], rule: String, threshold: Double? = nil,
    detail: String? = nil, containment: (rule: String, minimum: Double)? = nil
  ) throws {
    cursor = try DecisionCursor(decisions)
    self.inputs = inputs
    self.rule = rule
    self.threshold = threshold
    self.detail = detail
    self.containment = containment
  }

  /// Notes `deduplicate.cluster` on members of clusters, and on survivors `deduplicate.clusterSize`,
  /// `deduplicate.members` (the first dropped documents) and `deduplicate.sources` (dropped documents by
  /// source, such as `web 3, books 1`).
  ///
  /// Where several stages deduplicate, a survivor's notes are about the documents it stands for at least:
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
    document.notes.set(
      "deduplicate.cluster",
      to: decision.earlierSurvivor?.identity ?? inputs.printedIdentity(of: decision.cluster))
    guard decision.survivor != document.id else {
      note(decision, on: &document)
      return .keep
    }
    if decision.isContained, let containment {
      document.notes.set("deduplicate.containment", to: decision.similarity)
      return drop(for: decision, by: containment.rule, threshold: containment.minimum)
    }
    document.notes.set("deduplicate.similarity", to: decision.similarity)
    return drop(for: decision, by: rule, threshold: threshold)
  }

  private func drop(
    for decision: ClusterDecision, by rule: String, threshold: Double?
  ) -> Verdict {
    var reason = DropReason(
      rule, value: threshold == nil ? nil : decision.similarity, threshold: threshold,
      twin: decision.survivor, detail: detail)
    if let earlier = decision.earlierSurvivor {
      reason.twin = nil
      reason.earlierTwin = earlier
      reason.detail = "kept by an earlier run"
    }
    return .drop(reason)
  }

  /// Members that an earlier stage dropped for the survivor still count.
  private func note(_ decision: ClusterDecision, on document: inout Document) {
    var size = Double(decision.clusterSize)
    if case .number(let earlier)? = document.notes[Self.size] { size += earlier - 1 }
    document.notes.set(Self.size, to: size)
    guard let origins = decision.origins else { return }
    var members = origins.members.map { inputs.printedIdentity(of: $0) }
    if case .text(let earlier)? = document.notes[Self.members] { members.insert(earlier, at: 0) }
    document.notes.set(Self.members, to: members.joined(separator: ", "))
    var counts = SourceCounts()
    if case .text(let earlier)? = document.notes[Self.sources] { counts = SourceCounts(earlier) }
    for source in origins.sources where inputs.indices.contains(source.first.input) {
      counts.add(source.count, of: inputs[source.first.input].source)
    }
    document.notes.set(Self.sources, to: counts.text)
  }

  private static let size = "deduplicate.clusterSize"
  private static let members = "deduplicate.members"
  private static let sources = "deduplicate.sources"
}

/// Documents by source as the note spells them, such as `web 3, books 1`: names have no spaces.
private struct SourceCounts {
  private var entries: [(name: Substring, count: Int)] = []

  init() {}

  init(_ text: String) {
    for entry in text.split(separator: ",") {
      let words = entry.split(separator: " ")
      guard words.count == 2, let count = UInt32(words[1]) else { continue }
      entries.append((words[0], Int(count)))
    }
  }

  mutating func add(_ count: Int, of source: String) {
    if let index = entries.firstIndex(where: { $0.name == source }) {
      entries[index].count += count
    } else {
      entries.append((source[...], count))
    }
  }

  var text: String { entries.map { "\($0.name) \($0.count)" }.joined(separator: ", ") }
}
