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
  let verdict: SegmentVerdict

  init(_ rules: SegmentRules, stage: String, _ context: StageContext) {
    self.rules = rules
    verdict = SegmentVerdict(
      stage: stage, noun: rules.noun, minimumSentences: rules.minimumSentences)
    inputs = context.inputs
    seed = context.seed
  }
}

extension RepeatedSegmentStage {
  public static var flow: CorpusFlow { CorpusFlow(.ranges, scope: .document) }

  public func makeObserverState() -> SegmentObserverState {
    let rules = segments.rules
    return SegmentObserverState(
      keys: SegmentKeys(
        rules.unit, normalize: rules.normalize, minimumCharacters: rules.minimumCharacters,
        spanLength: rules.spanLength))
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
    return segments.verdict.verdict(on: &document, outcome)
  }
}
