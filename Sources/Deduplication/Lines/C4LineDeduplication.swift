public import Pipelines
import Text

/// Keeps one occurrence of every line of the corpus, as C4's released code does.
///
/// Lines are compared stripped and lowercased; blank lines are not compared, and one directly behind a
/// cut line goes with it. A document that lost a line is dropped when too few sentences remain; one that
/// lost none is never touched. Memory of resolve is constant; apply holds one document's decisions.
///
/// Source: Raffel et al. 2020, section 2.2. The paper removes repeated three-sentence spans, the code
/// lines; this is the code, with the document's printed identity in place of the URL.
public struct C4LineDeduplication: CorpusStage {
  public struct Settings: StageSettings {
    /// Sentences that must remain in a document that lost a line; 3 as in C4, 0 to keep all.
    public var minimumSentences = 3

    public init() {}

    public func validate() throws {
      guard minimumSentences >= 0 else {
        throw SettingsProblem("minimumSentences", "is \(minimumSentences); 0 or more is accepted")
      }
    }
  }

  public static let name = "deduplicate-c4-line"
  public static let summary =
    "Keeps one occurrence of each line of the corpus (C4's released code)."
  public static let rules = ["no-lines-left", "too-few-sentences"]
  public static let flow = CorpusFlow(.ranges, scope: .document)

  /// Buffers of one observing task.
  public struct ObserverState {
    var keys = LineKeys()
  }

  /// The decisions of one shard and the buffers to apply them.
  public struct Applier {
    let cursor: DecisionCursor
    var cutter = LineCutter()
  }

  private let settings: Settings
  private let inputs: [InputShard]
  private let seed: UInt64

  public init(_ settings: Settings, context: StageContext) {
    self.settings = settings
    inputs = context.inputs
    seed = context.seed
  }

  public func makeObserverState() -> ObserverState { ObserverState() }

  public func observe(
    _ document: borrowing Document, shared: inout SharedScratch, state: inout ObserverState,
    into observations: ObservationWriter
  ) throws {
    let id = document.id
    var count = 0
    var payload: [UInt8] = []
    try state.keys.forEachLine(of: document.text.span) { _, key in
      guard let key else { return }
      count += 1
      payload.removeAll(keepingCapacity: true)
      payload.appendInteger(key.low)
      try observations.append(key: key.high, document: id, payload: payload.span)
    }
    observations.tally.add("lines", count)
  }

  public func resolve(
    _ observations: SidecarMerge, context: ResolveContext, into decisions: SidecarWriter
  ) throws {
    var lines = RepeatedLines(inputs: inputs, seed: seed)
    while try observations.advance() {
      let document = DocumentID(rawValue: observations.document)
      guard let low = observations.payload.integer(at: 0, as: UInt64.self) else {
        throw DeduplicationError(
          problem: .unreadableRecord(bytes: observations.payload.count),
          document: inputs.printedIdentity(of: document))
      }
      try lines.add(Hash128(high: observations.key, low: low), in: document, to: decisions)
    }
    try lines.finish(to: decisions)
    context.tally.merge(lines.tally)
  }

  public func makeApplier(_ decisions: SidecarMerge, shard: InputShard) throws -> Applier {
    Applier(cursor: try DecisionCursor(decisions))
  }

  public func apply(
    _ applier: inout Applier, to document: inout Document, shared: inout SharedScratch
  ) throws -> Verdict {
    applier.cutter.decisions.removeAll(keepingCapacity: true)
    try applier.cursor.forEachDecision(about: document.id) { payload in
      guard let decision = LineDecision(payload) else {
        throw DeduplicationError(
          problem: .unreadableRecord(bytes: payload.count),
          document: inputs.printedIdentity(of: document.id))
      }
      applier.cutter.decisions[decision.line] = decision.keepsFirst
    }
    guard !applier.cutter.decisions.isEmpty else { return .keep }
    let cut = applier.cutter.cut(&document)
    document.notes.set("deduplicate.linesRemoved", to: Double(cut.removed))
    guard cut.remaining > 0 else {
      return .drop(DropReason("no-lines-left", value: 0, threshold: 1))
    }
    return verdict(on: document)
  }

  private func verdict(on document: borrowing Document) -> Verdict {
    let text = document.text.span
    let sentences = Sentences.count(in: text, from: 0, to: text.count)
    guard sentences < settings.minimumSentences else { return .keep }
    return .drop(
      DropReason(
        "too-few-sentences", value: Double(sentences),
        threshold: Double(settings.minimumSentences)))
  }
}
