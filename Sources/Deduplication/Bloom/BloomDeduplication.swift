public import Pipelines
import Text

/// Keeps the first occurrence of every line, paragraph or document in memory that does not grow with the
/// corpus: a Bloom filter takes the place of sorting.
///
/// Nothing that occurred before is kept; of what did not, a fraction of at most `falsePositiveRate` is
/// lost. The exact methods lose nothing and need disk instead; choose this one where a corpus is too large
/// to sort.
///
/// - *observe* writes 9 bytes per line or paragraph and 18 per document;
/// - *reduce* runs them through the filter in plan order, in one task (`BloomPass`). Memory: 22 bits per
///   distinct element at the default rate (`BloomSize`), up to `maximumMegabytes`;
/// - *apply* cuts or drops.
///
/// Source: Bloom 1970; Dolma's `paragraphs` and `documents` deduplication (Soldaini et al. 2024).
public struct BloomDeduplication: CorpusStage {
  /// What is compared.
  public enum Unit: String, Codable, Sendable, CaseIterable {
    /// Each line; repeated ones are cut.
    case line
    /// The lines between blank ones; repeated ones are cut.
    case block
    /// The whole text; repeated ones are dropped.
    case document

    fileprivate var segments: SegmentUnit {
      switch self {
      case .line: .line
      case .block: .block
      case .document: .document
      }
    }
  }

  public struct Settings: StageSettings {
    /// What is compared.
    public var unit: Unit = .line
    /// Characters (Unicode scalars, without white space at the ends) that a unit has at least to be
    /// compared; 0 for all.
    public var minimumCharacters = 0
    /// What does not count when units are compared, besides white space at their ends.
    public var normalize: [SegmentNormalization] = [.lowercase, .whitespace]
    /// Sentences that must remain in a document that lost a line or block; 0 to keep all.
    public var minimumSentences = 0
    /// The fraction of new units that may be taken for repeated ones.
    public var falsePositiveRate = 0.0001
    /// The largest filter, in units of 2^20 bytes; it is made no larger than the corpus needs.
    public var maximumMegabytes = 1024
    /// What happens when the largest filter is too small for the rate.
    public var whenFull: BloomOverflow = .fail

    public init() {}

    var limits: BloomLimits {
      BloomLimits(
        falsePositiveRate: falsePositiveRate, maximumMegabytes: maximumMegabytes,
        whenFull: whenFull)
    }

    public func validate() throws {
      guard minimumCharacters >= 0 else {
        throw SettingsProblem(
          "minimumCharacters", "is \(minimumCharacters); 0 or more is accepted")
      }
      try SegmentVerdict.validate(minimumSentences: minimumSentences)
      try limits.validate()
    }
  }

  public static let name = "deduplicate-bloom"
  public static let summary =
    "Keeps the first of each line, paragraph or document by a Bloom filter, in constant memory."
  public static let rules = ["repeated-document", "no-paragraphs-left", "too-few-sentences"]
  public static let flow = CorpusFlow(.reduce, scope: .document)

  /// Buffers of one observing task.
  public struct ObserverState {
    var keys: SegmentKeys
    var observer = BloomObserver()
  }

  private let settings: Settings
  private let inputs: [InputShard]
  private let verdict: SegmentVerdict

  public init(_ settings: Settings, context: StageContext) {
    self.settings = settings
    inputs = context.inputs
    verdict = SegmentVerdict(
      stage: Self.name, noun: "paragraphs", minimumSentences: settings.minimumSentences)
  }

  public func makeObserverState() -> ObserverState {
    ObserverState(
      keys: SegmentKeys(
        settings.unit.segments, normalize: settings.normalize,
        minimumCharacters: settings.minimumCharacters))
  }

  public func observe(
    _ document: borrowing Document, shared: inout SharedScratch, state: inout ObserverState,
    into observations: ObservationWriter
  ) throws {
    var observer = BloomObserver()
    swap(&observer, &state.observer)
    observer.begin()
    state.keys.forEachSpan(of: document.text.span) { _, key in
      if let key { observer.add(key.high) } else { observer.addEmpty() }
    }
    swap(&observer, &state.observer)
    try state.observer.finish(document.id, into: observations)
  }

  public func finishObserving(
    state: inout ObserverState, into observations: ObservationWriter
  ) throws {
    try state.observer.finishShard(into: observations)
  }

  public func reduce(
    _ records: SidecarMerge, context: ResolveContext, into decisions: SidecarWriter
  ) throws {
    try BloomPass.run(
      settings.unit == .document ? .documents : .paragraphs, limits: settings.limits, over: records,
      context: context, into: decisions)
  }

  public func makeApplier(_ decisions: SidecarMerge, shard: InputShard) throws -> SegmentApplier {
    try SegmentApplier(decisions, unit: settings.unit.segments, inputs: inputs)
  }

  public func apply(
    _ applier: inout SegmentApplier, to document: inout Document, shared: inout SharedScratch
  ) throws -> Verdict {
    let outcome = try applier.apply(to: &document)
    if case .drop = outcome { return .drop(DropReason("repeated-document")) }
    return verdict.verdict(on: &document, outcome)
  }
}
