import Pipelines
import Text

/// Drops documents shorter than a bound.
struct LengthFilter: DocumentStage {
  struct Settings: StageSettings { var minimum = 2 }
  static let name = "length"
  static let summary = "Drops short documents."
  static let rules = ["too-short"]
  let settings: Settings

  init(_ settings: Settings, context: StageContext) { self.settings = settings }

  func process(
    _ document: inout Document, shared: inout SharedScratch, state: inout Void
  ) throws -> Verdict {
    document.notes.set("length.bytes", to: Double(document.text.count))
    return document.text.count < settings.minimum ? .drop(DropReason("too-short")) : .keep
  }
}

/// Keeps the first document of each text.
struct FirstOfText: CorpusStage {
  struct Settings: StageSettings {}
  static let name = "first-of-text"
  static let summary = "Drops repeated texts."
  static let rules = ["repeat"]
  static let flow = CorpusFlow(.ranges, scope: .document)

  init(_ settings: Settings, context: StageContext) {}

  func observe(
    _ document: borrowing Document, shared: inout SharedScratch, state: inout Void,
    into observations: ObservationWriter
  ) throws {
    try observations.append(key: StableHash.hash64(document.text.span), document: document.id)
  }

  func resolve(
    _ observations: SidecarMerge, context: ResolveContext, into decisions: SidecarWriter
  ) throws {
    var last: UInt64?
    while try observations.advance() {
      if observations.key == last {
        try decisions.append(key: observations.document, document: 0)
        context.tally.add("repeats")
      }
      last = observations.key
    }
  }

  func makeApplier(_ decisions: SidecarMerge, shard: InputShard) throws -> Set<UInt64> {
    var dropped: Set<UInt64> = []
    while try decisions.advance() { dropped.insert(decisions.key) }
    return dropped
  }

  func apply(
    _ applier: inout Set<UInt64>, to document: inout Document, shared: inout SharedScratch
  ) throws -> Verdict {
    applier.contains(document.id.rawValue) ? .drop(DropReason("repeat")) : .keep
  }
}
