public import Pipelines
import Text

/// Drops documents, and cuts paragraphs, most of whose word n-grams occurred before, in constant memory.
///
/// A document more than `threshold` of whose n-grams are known goes whole; else each of its paragraphs
/// (lines) with more than that goes. What stays makes its n-grams known, once and after both decisions:
/// repeats inside one document stay. A false positive is one n-gram of many, so a high rate does.
///
/// - *observe* writes 8 bytes per n-gram: about as many as there are words;
/// - *reduce* runs them through the filter in plan order, in one task (`BloomPass`). Memory: 9.9 bits per
///   distinct n-gram at the default rate (`BloomSize`), up to `maximumMegabytes`;
/// - *apply* drops and cuts.
///
/// Source: Li et al. 2024 (DCLM), appendix on deduplication: the Bloom filter fuzzy form, 13-grams,
/// threshold 0.8, rate 0.01. Words are runs of letters, marks and numbers, close to theirs (UAX #29).
public struct BloomNGramDeduplication: CorpusStage {
  /// What is tested.
  public enum Mode: String, Codable, Sendable, CaseIterable {
    /// The document, then its paragraphs.
    case both
    /// Each paragraph.
    case paragraph
    /// The document; n-grams run over the ends of its paragraphs.
    case document
  }

  public struct Settings: StageSettings {
    /// What is tested.
    public var mode: Mode = .both
    /// Words of an n-gram.
    public var ngramWords = 13
    /// Words that a paragraph (or document) has at least to be tested; as many as `ngramWords` in DCLM.
    ///
    /// One with fewer than `ngramWords` is a single n-gram.
    public var minimumWords = 13
    /// The fraction of known n-grams above which a text goes.
    public var threshold = 0.8
    /// The fraction of new n-grams that may be taken for known ones.
    public var falsePositiveRate = 0.01
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
      guard (1...1000).contains(ngramWords) else {
        throw SettingsProblem("ngramWords", "is \(ngramWords); 1 to 1000 is accepted")
      }
      guard (1...1_000_000).contains(minimumWords) else {
        throw SettingsProblem("minimumWords", "is \(minimumWords); 1 to 1000000 is accepted")
      }
      guard threshold >= 0, threshold < 1 else {
        throw SettingsProblem("threshold", "is \(threshold); 0 to below 1 is accepted")
      }
      try limits.validate()
    }
  }

  public static let name = "deduplicate-bloom-ngram"
  public static let summary =
    "Drops documents and cuts paragraphs whose word n-grams occurred before, by a Bloom filter (DCLM)."
  public static let rules = ["repeated-ngrams", "no-paragraphs-left"]
  public static let flow = CorpusFlow(.reduce, scope: .document)

  /// Buffers of one observing task.
  public struct ObserverState {
    var lines: SegmentList
    var words: ContiguousArray<UInt64> = []
    var ngrams: ContiguousArray<UInt64> = []
    var observer = BloomObserver()
  }

  private let settings: Settings
  private let inputs: [InputShard]
  private let verdict = SegmentVerdict(stage: Self.name, noun: "paragraphs", minimumSentences: 0)

  public init(_ settings: Settings, context: StageContext) {
    self.settings = settings
    inputs = context.inputs
  }

  private var unit: SegmentUnit { settings.mode == .document ? .document : .line }

  public func makeObserverState() -> ObserverState { ObserverState(lines: SegmentList(unit)) }

  public func observe(
    _ document: borrowing Document, shared: inout SharedScratch, state: inout ObserverState,
    into observations: ObservationWriter
  ) throws {
    state.observer.begin()
    state.lines.fill(from: document.text.span)
    shared.withWords(of: document, .alphanumeric) { words in
      var next = 0
      for index in 0..<state.lines.count {
        let end = state.lines[index].upperBound
        state.words.removeAll(keepingCapacity: true)
        while next < words.count, Int(words.starts[next]) < end {
          state.words.append(words.hashes[next])
          next += 1
        }
        addNGrams(&state)
      }
    }
    try state.observer.finish(document.id, into: observations)
  }

  /// Adds the n-grams of the words of one paragraph.
  private func addNGrams(_ state: inout ObserverState) {
    guard state.words.count >= settings.minimumWords else { return state.observer.addEmpty() }
    state.ngrams.removeAll(keepingCapacity: true)
    Shingles.append(ofWords: settings.ngramWords, words: state.words, into: &state.ngrams)
    state.observer.add(state.ngrams)
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
      .fractions(
        settings.threshold, paragraphs: settings.mode != .document,
        documents: settings.mode != .paragraph),
      limits: settings.limits, over: records, context: context, into: decisions)
  }

  public func makeApplier(_ decisions: SidecarMerge, shard: InputShard) throws -> SegmentApplier {
    try SegmentApplier(decisions, unit: unit, inputs: inputs)
  }

  public func apply(
    _ applier: inout SegmentApplier, to document: inout Document, shared: inout SharedScratch
  ) throws -> Verdict {
    let outcome = try applier.apply(to: &document)
    if case .drop(let value) = outcome {
      return .drop(
        DropReason("repeated-ngrams", value: value, threshold: settings.threshold))
    }
    return verdict.verdict(on: &document, outcome)
  }
}
