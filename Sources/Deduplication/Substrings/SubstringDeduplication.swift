public import Pipelines
import Text

/// Cuts out every passage of `minimumWords` words or more that stood earlier in the corpus.
///
/// Words are pieces between white space, compared as they stand: case and punctuation count, the white
/// space between them does not. Exactly those words are cut that lie in a window of `minimumWords`
/// consecutive words, all inside one document, that an equal window precedes in plan order, in an
/// earlier document or earlier in the same one. It follows that
/// - the first occurrence of a passage stays, as far as it does not itself repeat something earlier;
/// - a text that repeats itself at once keeps its first period ("ha ha ha …" one "ha");
/// - passages may become neighbours by a cut and repeat together; those are not looked for again.
///
/// - *observe* writes one record per fingerprint that some window chose (`WindowFingerprints`), and the
///   hashes of all words to the table;
/// - *resolve* compares the windows around each fingerprint that occurs more than once
///   (`RepeatedWindows`); time linear in the windows up to sorting, also where one passage repeats a
///   million times;
/// - *apply* cuts. Words and UTF-8 sequences stay whole.
///
/// Windows that differ in d words are taken for equal with a probability of 2^(-64 d) per pair that
/// shares a fingerprint; equal ones are missed with one of 2^(-64) per such pair.
///
/// Disk for a document of n words, unless it is shorter than a window: 8 n + 16 bytes of table and, with
/// w = minimumWords / 2 + 1 fingerprints per window, about 50 n / (w + 1) of records (1.9 n by default);
/// per repeated word about 66 / (w + 1) of decisions. Memory of observe and apply: one document; of
/// resolve: `RepeatedWindows`.
///
/// Source: the task is ExactSubstr of Lee et al. 2022, section 4.1, which cuts every occurrence, the
/// first included; winnowing (Schleimer, Wilkerson and Aiken 2003) takes the place of the suffix array.
public struct SubstringDeduplication: CorpusStage {
  public typealias Settings = SubstringSettings

  public static let name = "deduplicate-substring"
  public static let summary =
    "Cuts passages of 50 words or more that stood earlier in the corpus (Lee et al. 2022)."
  public static let rules = ["too-few-words-left"]
  public static let flow = CorpusFlow(.ranges, scope: .document, hasTable: true)

  /// Buffers of one observing task.
  public struct ObserverState {
    var fingerprints: ContiguousArray<UInt64> = []
    var table: [UInt8] = []
    var payload: [UInt8] = []
  }

  /// The decisions of one shard.
  public struct Applier {
    let cursor: DecisionCursor
    var cuts = SubstringCuts()
  }

  private let settings: SubstringSettings
  private let inputs: [InputShard]

  public init(_ settings: SubstringSettings, context: StageContext) {
    self.settings = settings
    inputs = context.inputs
  }

  public func makeObserverState() -> ObserverState { ObserverState() }

  public func observe(
    _ document: borrowing Document, shared: inout SharedScratch, state: inout ObserverState,
    into observations: ObservationWriter
  ) throws {
    let id = document.id
    let hasWindow = shared.withWords(of: document, .whitespace) { words in
      observations.tally.add("words", words.count)
      guard words.count >= settings.minimumWords else { return false }
      WordHashTable.encode(words.hashes, into: &state.table)
      state.fingerprints.removeAll(keepingCapacity: true)
      Shingles.append(
        ofWords: settings.fingerprintWords, words: words.hashes, into: &state.fingerprints)
      return true
    }
    guard hasWindow else { return }
    try observations.setTableBytes(state.table.span, of: id)
    let fingerprints = state.fingerprints
    var count = 0
    try WindowFingerprints.forEachRun(in: fingerprints, width: settings.fingerprintsPerWindow) {
      FingerprintRecord($0).write(to: &state.payload)
      try observations.append(
        key: fingerprints[$0.place], document: id, payload: state.payload.span)
      count += 1
    }
    observations.tally.add("fingerprints", count)
  }

  public func resolve(
    _ observations: SidecarMerge, context: ResolveContext, into decisions: SidecarWriter
  ) throws {
    guard let tables = context.tables else {
      throw DeduplicationError(problem: .missingWords, document: "the observe tables")
    }
    var windows = RepeatedWindows(
      WordHashTable(tables: tables, inputs: inputs), settings: settings)
    while try observations.advance() {
      let document = DocumentID(rawValue: observations.document)
      guard
        let record = FingerprintRecord(
          observations.payload, width: settings.fingerprintsPerWindow)
      else { throw unreadable(observations.payload, document) }
      try windows.add(record, key: observations.key, in: document, to: decisions)
    }
    try windows.finish(to: decisions)
    context.tally.merge(windows.tally)
  }

  public func makeApplier(_ decisions: SidecarMerge, shard: InputShard) throws -> Applier {
    Applier(cursor: try DecisionCursor(decisions))
  }

  /// Notes `deduplicate-substring.cuts` (cuts), `deduplicate-substring.wordsRemoved` and, with the document that
  /// had the longest cut's words first, `deduplicate-substring.firstIn`.
  public func apply(
    _ applier: inout Applier, to document: inout Document, shared: inout SharedScratch
  ) throws -> Verdict {
    let id = document.id
    applier.cuts.removeAll()
    try applier.cursor.forEachDecision(about: id) { payload in
      guard let decision = SubstringDecision(payload) else { throw unreadable(payload, id) }
      applier.cuts.add(decision)
    }
    guard let longest = applier.cuts.longest else { return .keep }
    let ranges = applier.cuts.ranges
    let text = document.text
    var left = 0
    let remaining = try shared.withWords(of: document, .whitespace) { words in
      guard let last = ranges.last, last.upperBound <= words.count else {
        throw DeduplicationError(
          problem: .missingWords, document: inputs.printedIdentity(of: id))
      }
      left = words.count - applier.cuts.wordCount
      return SubstringCutter.text(text, words: words, without: ranges)
    }
    document.replaceText(with: remaining)
    document.notes.set("deduplicate-substring.cuts", to: Double(ranges.count))
    document.notes.set("deduplicate-substring.wordsRemoved", to: Double(applier.cuts.wordCount))
    document.notes.set(
      "deduplicate-substring.firstIn", to: inputs.printedIdentity(of: longest.original))
    let bound = max(1, settings.minimumWordsLeft)
    guard left < bound else { return .keep }
    return .drop(
      DropReason(
        "too-few-words-left", value: Double(left), threshold: Double(bound),
        twin: longest.original == id ? nil : longest.original))
  }

  private func unreadable(_ payload: [UInt8], _ document: DocumentID) -> DeduplicationError {
    DeduplicationError(
      problem: .unreadableRecord(bytes: payload.count),
      document: inputs.printedIdentity(of: document))
  }
}
