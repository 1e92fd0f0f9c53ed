public import Pipelines
import Text

/// Drops every document whose text occurred before in the corpus; the first by document id stays.
///
/// Texts are compared by a 128-bit hash and their length: n² / 2^129 false pairs are expected among n
/// documents, 10^-21 at 10^9. Memory of resolve is constant.
public struct ExactDeduplication: CorpusStage {
  /// What makes two documents equal.
  public enum Comparison: String, Codable, Sendable, CaseIterable {
    /// The bytes of the text.
    case text
    /// The sequence of lowercased words (`WordDefinition.alphanumeric`): spacing, punctuation and case
    /// do not count. Texts without words are compared by their bytes.
    case words
  }

  public struct Settings: StageSettings {
    /// What is compared.
    public var compare: Comparison = .text

    public init() {}
  }

  public static let name = "deduplicate-exact"
  public static let summary = "Drops documents whose whole text occurred before."
  public static let rules = ["exact-duplicate"]
  public static let flow = CorpusFlow(.ranges, scope: .document)

  private let settings: Settings
  private let inputs: [InputShard]

  public init(_ settings: Settings, context: StageContext) {
    self.settings = settings
    inputs = context.inputs
  }

  public func observe(
    _ document: borrowing Document, shared: inout SharedScratch, state: inout Void,
    into observations: ObservationWriter
  ) throws {
    observations.tally.add("documents")
    let (hash, length) = fingerprint(of: document, shared: &shared)
    var payload: [UInt8] = []
    payload.appendInteger(hash.low)
    payload.appendInteger(UInt64(length))
    try observations.append(key: hash.high, document: document.id, payload: payload.span)
  }

  private func fingerprint(
    of document: borrowing Document, shared: inout SharedScratch
  ) -> (hash: Hash128, length: Int) {
    let text = document.text.span
    guard settings.compare == .words else { return (StableHash.hash128(text), text.count) }
    let ofWords = shared.withWords(of: document, .alphanumeric) { words -> (Hash128, Int)? in
      guard words.count > 0 else { return nil }
      return words.hashes.withUnsafeBytes { bytes in
        var hasher = StreamingHash128(seed: 1)
        hasher.update(bytes)
        return (hasher.finalized(), words.count)
      }
    }
    return ofWords ?? (StableHash.hash128(text), text.count)
  }

  public func resolve(
    _ observations: SidecarMerge, context: ResolveContext, into decisions: SidecarWriter
  ) throws {
    // Documents of one key nearly always have one low half; more than one is a collision of 64 bits.
    var key: UInt64 = 0
    var groups: [(low: UInt64, length: UInt64, first: DocumentID, size: Int)] = []
    func finish() throws {
      for group in groups where group.size > 1 {
        context.tally.addCluster(ofSize: group.size)
        try decision(first: group.first, size: group.size).write(about: group.first, to: decisions)
      }
      groups.removeAll(keepingCapacity: true)
    }
    while try observations.advance() {
      if observations.key != key { try finish() }
      key = observations.key
      let document = DocumentID(rawValue: observations.document)
      guard let low = observations.payload.integer(at: 0, as: UInt64.self),
        let length = observations.payload.integer(at: 8, as: UInt64.self)
      else {
        throw DeduplicationError(
          problem: .unreadableRecord(bytes: observations.payload.count),
          document: inputs.printedIdentity(of: document))
      }
      guard let index = groups.firstIndex(where: { $0.low == low && $0.length == length }) else {
        groups.append((low, length, document, 1))
        continue
      }
      groups[index].size += 1
      try decision(first: groups[index].first, size: groups[index].size)
        .write(about: document, to: decisions)
    }
    try finish()
  }

  /// A dropped document's decision carries the cluster's size so far: its own place in the cluster.
  private func decision(first: DocumentID, size: Int) -> ClusterDecision {
    ClusterDecision(survivor: first, cluster: first, clusterSize: size, similarity: 1)
  }

  public func makeApplier(_ decisions: SidecarMerge, shard: InputShard) throws -> ClusterApplier {
    try ClusterApplier(decisions, inputs: inputs, rule: "exact-duplicate", threshold: nil)
  }

  public func apply(
    _ applier: inout ClusterApplier, to document: inout Document, shared: inout SharedScratch
  ) throws -> Verdict {
    try applier.apply(to: &document)
  }
}
