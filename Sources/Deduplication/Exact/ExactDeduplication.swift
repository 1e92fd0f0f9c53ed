public import Pipelines
import Text

/// Drops every document that equals another one of the corpus; the survivor order says which stays.
///
/// - *observe* writes one record per document, 25 bytes and 8 per survivor rule;
/// - *resolve* walks through the sorted records, in which the survivor is the first of its group;
/// - *reduce* checks how much each source loses.
///
/// Documents are compared by a 128-bit hash: n² / 2^129 false pairs are expected among n of them, 10^-21 at
/// 10^9. Documents that lack what is compared are kept and counted. Memory of resolve and reduce is
/// constant, whatever is equal.
public struct ExactDeduplication: CorpusStage {
  public typealias Settings = ExactSettings

  public static let name = "deduplicate-exact"
  public static let summary =
    "Drops documents whose text, words, URL, id or another field occurred before."
  public static let rules = ["exact-duplicate"]
  public static let flow = CorpusFlow(.rangesThenReduce, scope: .document)

  /// What one observing task knows of its shard.
  public struct ObserverState {
    var payload: [UInt8] = []
    var input = 0
    var documents = 0
  }

  private let settings: ExactSettings
  private let keys: ExactKeys
  private let order: SurvivorOrder
  private let scope: ScopeSalt
  private let inputs: [InputShard]

  public init(_ settings: ExactSettings, context: StageContext) throws {
    self.settings = settings
    keys = ExactKeys(settings.compare)
    order = try SurvivorOrder(
      rules: settings.survivor, sources: settings.sources, inputs: context.inputs)
    scope = ScopeSalt(settings.scope, inputs: context.inputs)
    inputs = context.inputs
  }

  public func makeObserverState() -> ObserverState { ObserverState() }

  public func observe(
    _ document: borrowing Document, shared: inout SharedScratch, state: inout ObserverState,
    into observations: ObservationWriter
  ) throws {
    observations.tally.add("documents")
    state.input = document.id.input
    state.documents += 1
    guard let key = keys.key(of: document, shared: &shared) else {
      observations.tally.add("documentsWithoutKey")
      return
    }
    let salted = key.salted(with: scope.salt(of: document, tally: &observations.tally))
    state.payload.removeAll(keepingCapacity: true)
    order.appendRanks(of: document, to: &state.payload, tally: &observations.tally)
    ExactRecord.append(document.id, to: &state.payload)
    try observations.sidecar.append(
      key: salted.high, document: salted.low, payload: state.payload.span)
  }

  public func finishObserving(
    state: inout ObserverState, into observations: ObservationWriter
  ) throws {
    guard state.documents > 0 else { return }
    try ExactRecord.writeCount(state.documents, ofInput: state.input, to: observations.sidecar)
  }

  public func resolve(
    _ observations: SidecarMerge, context: ResolveContext, into decisions: SidecarWriter
  ) throws {
    var groups = ExactGroups(inputs: inputs)
    while try observations.advance() {
      switch try record(observations) {
      case .document(let document):
        try groups.add(
          document, high: observations.key, low: observations.document, to: decisions)
      case .count(let count, let input):
        try ExactRecord.writeCount(count, ofInput: input, to: decisions)
      }
    }
    try groups.finish(to: decisions)
    context.tally.merge(groups.tally)
  }

  public func reduce(
    _ records: SidecarMerge, context: ResolveContext, into decisions: SidecarWriter
  ) throws {
    var sources = SourceGuard(inputs: inputs)
    var documents = Array(repeating: 0, count: inputs.count)
    while try records.advance() {
      if records.key == ExactRecord.countKey {
        guard case .count(let count, let input) = try record(records),
          inputs.indices.contains(input)
        else { throw unreadable(records) }
        documents[input] += count
        continue
      }
      guard let decision = ClusterDecision(records.payload) else { throw unreadable(records) }
      if let origins = decision.origins { sources.add(decision.survivor, origins) }
      let payload = records.payload
      try decisions.append(key: records.key, document: records.document, payload: payload.span)
    }
    try sources.check(
      maximumDroppedFraction: settings.effectiveMaximumDroppedFraction,
      advice: "set 'compare' to something that tells its documents apart"
    ) { documents[$0] }
  }

  private func record(_ records: SidecarMerge) throws -> ExactRecord {
    guard
      let record = ExactRecord(
        key: records.key, records.payload, rankCount: order.rankCount)
    else { throw unreadable(records) }
    return record
  }

  private func unreadable(_ records: SidecarMerge) -> DeduplicationError {
    DeduplicationError(
      problem: .unreadableRecord(bytes: records.payload.count),
      document: inputs.printedIdentity(of: DocumentID(rawValue: records.document)))
  }

  public func makeApplier(_ decisions: SidecarMerge, shard: InputShard) throws -> ClusterApplier {
    try ClusterApplier(
      decisions, inputs: inputs, rule: "exact-duplicate", detail: settings.compare.commonness)
  }

  public func apply(
    _ applier: inout ClusterApplier, to document: inout Document, shared: inout SharedScratch
  ) throws -> Verdict {
    try applier.apply(to: &document)
  }
}
