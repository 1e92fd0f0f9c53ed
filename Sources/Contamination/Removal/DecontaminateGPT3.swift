public import Pipelines
import Text

/// Removes text that repeats evaluation items, as GPT-3 did it.
///
/// N-grams of the items (`GPT3Overlap`) are looked for in the training text; those that stand in more
/// than 10 documents are ignored. Around every other collision 200 characters on each side are cut. A
/// document split into more than 10 pieces (counted before short ones go) is dropped; pieces under 200
/// characters are discarded. Characters are Unicode scalars. Source: Brown et al. 2020, appendix C.
///
/// Departures: the pieces stay one document, joined by a blank line, so that its identity survives; N
/// varies from 8 to 13 by set as on the paper's evaluation side, where its training side had 13; n-grams
/// in which no word has a letter never collide.
///
/// Observe: key = mixed n-gram number, document, payload = n-gram number u32. Decisions: the same
/// records, without documents, of the n-grams to ignore.
public struct DecontaminateGPT3: CorpusStage {
  public static let name = "decontaminate-gpt3"
  public static let summary =
    "Cut text that repeats evaluation items: n-gram overlap of GPT-3 (Brown et al. 2020, appendix C)."
  public static let rules = [contaminated, nothingLeft]
  public static let flow = CorpusFlow(.reduce, scope: .corpus)

  static let contaminated = "contaminated"
  static let nothingLeft = "nothing-left"

  let settings: Settings
  let search: any BenchmarkSearch

  public init(_ settings: Settings, context: StageContext) throws {
    let sets = try BenchmarkSet.load(
      settings.benchmarks, fields: settings.fields, from: context.side)
    self.init(settings, benchmarks: sets)
  }

  /// Makes the stage for sets that are already there; `settings.benchmarks` is not read.
  package init(_ settings: Settings, benchmarks: [BenchmarkSet]) {
    self.settings = settings
    search = settings.method.prepare(benchmarks, tokens: nil)
  }

  // MARK: Observe and resolve

  /// Scratch of one observing task.
  public struct ObserverState {
    fileprivate var searcher: any BenchmarkSearcher
  }

  public func makeObserverState() -> ObserverState {
    ObserverState(searcher: search.makeSearcher())
  }

  public func observe(
    _ document: borrowing Document, shared: inout SharedScratch, state: inout ObserverState,
    into observations: ObservationWriter
  ) throws {
    let elements = state.searcher.search(document.text).elements
    guard !elements.isEmpty else { return }
    observations.tally.add("documents-with-collisions")
    var payload: [UInt8] = []
    for nGram in elements {
      payload.removeAll(keepingCapacity: true)
      payload.appendInteger(nGram)
      try observations.append(
        key: StableHash.finalize(UInt64(nGram)), document: document.id, payload: payload.span)
    }
  }

  public func reduce(
    _ records: SidecarMerge, context: ResolveContext, into decisions: SidecarWriter
  ) throws {
    for set in search.sets {
      context.tally.add("items/\(set.name)", set.items.count)
      context.tally.add(
        "items-without-n-gram/\(set.name)", set.items.count { search.untestable($0) != nil })
      context.tally.add("words-per-n-gram/\(set.name)", set.unitsPerNGram ?? 0)
    }
    var documents = 0
    var previous: (key: UInt64, document: UInt64)?
    while try records.advance() {
      if previous?.key != records.key {
        documents = 0
        context.tally.add("n-grams-found")
      } else if previous?.document == records.document {
        continue
      }
      previous = (records.key, records.document)
      documents += 1
      if documents == settings.maximumDocuments + 1 {
        context.tally.add("n-grams-ignored")
        let payload = records.payload
        try decisions.append(key: records.key, document: 0, payload: payload.span)
      }
    }
  }

  // MARK: Apply

  /// What one applying task has loaded.
  public struct Applier {
    fileprivate var ignored: Set<UInt32> = []
    fileprivate var searcher: any BenchmarkSearcher
  }

  public func makeApplier(_ decisions: SidecarMerge, shard: InputShard) throws -> Applier {
    var applier = Applier(searcher: search.makeSearcher())
    while try decisions.advance() {
      if let nGram = decisions.payload.integer(at: 0, as: UInt32.self) {
        applier.ignored.insert(nGram)
      }
    }
    return applier
  }

  public func apply(
    _ applier: inout Applier, to document: inout Document, shared: inout SharedScratch
  ) throws -> Verdict {
    let found = applier.searcher.search(document.text, ignoring: applier.ignored)
    let collisions = found.matches.flatMap { $0.passages.map(\.document) }
      .sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    guard !collisions.isEmpty else { return .keep }
    let match = strongestMatch(found)
    document.notes.set("\(Self.name).collisions", to: Double(found.elements.count))
    document.notes.set("\(Self.name).item", to: match)
    switch settings.action {
    case .annotate: return .keep
    case .drop:
      return .drop(
        DropReason(
          Self.contaminated, value: Double(found.elements.count), threshold: 0, detail: match))
    case .cut: return cut(collisions, from: &document, match: match)
    }
  }

  private func cut(
    _ collisions: [Range<Int>], from document: inout Document, match: String
  ) -> Verdict {
    let cut = CollisionCut(
      of: document.text, at: collisions, windowCharacters: settings.windowCharacters)
    document.notes.set("\(Self.name).pieces", to: Double(cut.pieces.count))
    guard cut.pieces.count <= settings.maximumPieces else {
      return .drop(
        DropReason(
          Self.contaminated, value: Double(cut.pieces.count),
          threshold: Double(settings.maximumPieces), detail: match))
    }
    let lengths = cut.pieces.map { CollisionCut.characters(in: $0, of: document.text) }
    let kept = zip(cut.pieces, lengths).filter { $1 >= settings.minimumPieceCharacters }
    guard !kept.isEmpty else {
      return .drop(
        DropReason(
          Self.nothingLeft, value: Double(lengths.max() ?? 0),
          threshold: Double(settings.minimumPieceCharacters), detail: match))
    }
    let removed = cut.removedCharacters + lengths.reduce(0, +) - kept.reduce(0) { $0 + $1.1 }
    document.notes.set("\(Self.name).removedCharacters", to: Double(removed))
    document.replaceText(
      with: Array(kept.map { document.text[$0.0] }.joined(separator: Array("\n\n".utf8))))
    return .keep
  }

  /// The item with the most n-grams among the hits, the first of equal ones: `gsm8k-test:12`, the item
  /// counted from 0.
  private func strongestMatch(_ found: DocumentFindings) -> String {
    var best: (item: Int, count: Int)?
    for match in found.matches {
      let count = match.passages.reduce(0) { $0 + $1.elements.count }
      if best.map({ count > $0.count }) ?? true { best = (match.item, count) }
    }
    guard let best else { return "" }
    let (set, index) = search.locate(best.item)
    return "\(search.sets[set].name):\(index)"
  }
}
