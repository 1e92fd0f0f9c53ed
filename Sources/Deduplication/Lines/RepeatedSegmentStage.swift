public import Pipelines
import Text

/// A corpus stage that cuts segments of text which occur more than once in the corpus.
///
/// - *observe* writes a record of 29 bytes per segment, keyed by a 128-bit hash of the normalised segment;
/// - *resolve* chooses the occurrence that stays, in constant memory: 21 bytes per other occurrence;
/// - *apply* cuts the others and holds one document's decisions.
///
/// n² / 2^129 false pairs are expected among n distinct segments: 10^-15 at 10^12.
public protocol RepeatedSegmentStage: CorpusStage
where ObserverState == SegmentObserverState, Applier == SegmentApplier {
  var segments: SegmentDeduplication { get }
}

/// Buffers of one task that observes segments.
public struct SegmentObserverState {
  var keys: SegmentKeys
  var payload: [UInt8] = []
}

/// What stages that cut repeated segments have in common: their rules, the inputs and the seed.
public struct SegmentDeduplication: Sendable {
  let rules: SegmentRules
  let inputs: [InputShard]
  let seed: UInt64

  init(_ rules: SegmentRules, _ context: StageContext) {
    self.rules = rules
    inputs = context.inputs
    seed = context.seed
  }

  /// The verdict on a document to which the decisions were applied.
  func verdict(on document: inout Document, _ outcome: SegmentApplier.Outcome) -> Verdict {
    guard case .cut(let removed, let remaining) = outcome else { return .keep }
    document.notes.set("deduplicate.\(rules.noun)Removed", to: Double(removed))
    guard remaining > 0 else {
      return .drop(DropReason("no-\(rules.noun)-left", value: 0, threshold: 1))
    }
    guard rules.minimumSentences > 0 else { return .keep }
    let text = document.text.span
    let sentences = Sentences.count(in: text, from: 0, to: text.count)
    guard sentences < rules.minimumSentences else { return .keep }
    return .drop(
      DropReason(
        "too-few-sentences", value: Double(sentences), threshold: Double(rules.minimumSentences)))
  }

  static func validate(minimumSentences: Int) throws {
    guard minimumSentences >= 0 else {
      throw SettingsProblem("minimumSentences", "is \(minimumSentences); 0 or more is accepted")
    }
  }
}

extension RepeatedSegmentStage {
  public static var flow: CorpusFlow { CorpusFlow(.ranges, scope: .document) }

  public func makeObserverState() -> SegmentObserverState {
    SegmentObserverState(keys: SegmentKeys(segments.rules))
  }

  public func observe(
    _ document: borrowing Document, shared: inout SharedScratch, state: inout SegmentObserverState,
    into observations: ObservationWriter
  ) throws {
    let id = document.id
    var count = 0
    var payload: [UInt8] = []
    swap(&payload, &state.payload)
    try state.keys.forEachSpan(of: document.text.span) { index, key in
      guard let key else { return }
      count += 1
      RepeatedSegments.write(low: key.low, index: index, into: &payload)
      try observations.append(key: key.high, document: id, payload: payload.span)
    }
    swap(&payload, &state.payload)
    observations.tally.add(segments.rules.noun, count)
  }

  public func resolve(
    _ observations: SidecarMerge, context: ResolveContext, into decisions: SidecarWriter
  ) throws {
    let rules = segments.rules
    let order = KeeperOrder(rules, inputs: segments.inputs, seed: segments.seed)
    var repeats = RepeatedSegments(order, keepsNone: rules.keeper == .none)
    while try observations.advance() {
      let document = DocumentID(rawValue: observations.document)
      guard
        try repeats.add(
          key: observations.key, document: document, payload: observations.payload, to: decisions)
      else {
        throw DeduplicationError(
          problem: .unreadableRecord(bytes: observations.payload.count),
          document: segments.inputs.printedIdentity(of: document))
      }
    }
    context.tally.add("\(rules.noun)Repeated", repeats.repeated)
    context.tally.add("\(rules.noun)Cut", repeats.cut)
  }

  public func makeApplier(_ decisions: SidecarMerge, shard: InputShard) throws -> SegmentApplier {
    try SegmentApplier(
      decisions, unit: segments.rules.unit, spanLength: segments.rules.spanLength,
      inputs: segments.inputs)
  }

  public func apply(
    _ applier: inout SegmentApplier, to document: inout Document, shared: inout SharedScratch
  ) throws -> Verdict {
    let outcome = try applier.apply(to: &document)
    return segments.verdict(on: &document, outcome)
  }
}
