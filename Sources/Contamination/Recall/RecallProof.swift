import Text

/// Puts a sample of the evaluation items into copies of real documents and looks whether the check finds
/// them: by the same search, with the same elements ignored.
///
/// What is drawn depends on the seed, the sets' names and the positions of their items alone.
public struct RecallProof: Sendable {
  /// Items of each set that are put in; a set with fewer gives them all.
  public var itemsPerSet: Int
  /// How many of them a model paraphrases.
  public var paraphrasesPerSet = 10
  /// Seed of the draws.
  public var seed: UInt64

  /// - Parameters:
  ///   - itemsPerSet: 1 or more.
  ///   - seed: decides which items go into which documents and where.
  public init(itemsPerSet: Int = 50, seed: UInt64 = 1) {
    precondition(itemsPerSet >= 1, "items of each set: 1 or more")
    self.itemsPerSet = itemsPerSet
    self.seed = seed
  }

  /// A sample of hosts that fits the proof, still empty.
  public func makeHostSample() -> HostSample { HostSample(seed: seed) }

  /// Runs the proof.
  ///
  /// Documents that hold items already are not used. Without any document items stand alone.
  ///
  /// - Parameters:
  ///   - search: the check's search over `sets`.
  ///   - sets: the evaluation sets.
  ///   - hosts: documents of the corpus.
  ///   - ignored: elements that the check ignores.
  ///   - paraphraser: makes paraphrases; nil leaves that kind out.
  /// - Returns: what was injected and found.
  /// - Throws: what the paraphraser throws.
  public func run(
    _ search: any BenchmarkSearch, sets: [BenchmarkSet], hosts: HostSample,
    ignoring ignored: Set<UInt32> = [], paraphraser: (any ItemParaphraser)? = nil
  ) throws -> RecallReport {
    var searcher = search.makeSearcher()
    let texts = hosts.texts.filter {
      !searcher.search(Array($0.utf8), ignoring: ignored).matches.contains(where: \.isContaminated)
    }
    var report = RecallReport(seed: seed, hosts: texts.count, rows: [])
    for (set, searched) in zip(sets, search.sets) {
      var shares: [RecallReport.Share] = Array(
        repeating: RecallReport.Share(),
        count: InjectionKind.allCases.count * RecallReport.LengthClass.allCases.count)
      for (position, item) in sample(of: set).enumerated() {
        let length = RecallReport.LengthClass(words: Self.wordCount(item.example))
        for (kindIndex, kind) in InjectionKind.allCases.enumerated() {
          var draws = KeyedDraws(seed: key(of: item, in: set, kind.rawValue))
          let host = texts.isEmpty ? "" : texts[draws.index(below: texts.count)]
          var change = ItemChange(seed: draws.next(), host: host)
          let changed =
            kind == .paraphrased
            ? position >= paraphrasesPerSet ? nil : try paraphraser?.paraphrase(item.example)
            : change.text(item.example, kind)
          guard let changed else { continue }
          let copy = Self.injecting(changed, into: host, &draws)
          let matches = searcher.search(Array(copy.utf8), ignoring: ignored).matches
          let number = searched.items.lowerBound + item.index
          let row =
            kindIndex * RecallReport.LengthClass.allCases.count
            + (RecallReport.LengthClass.allCases.firstIndex(of: length) ?? 0)
          shares[row].injected += 1
          if matches.contains(where: { $0.item == number && $0.isContaminated }) {
            shares[row].found += 1
          }
        }
      }
      report.rows += rows(of: set.name, shares)
    }
    return report
  }

  private func rows(of name: String, _ shares: [RecallReport.Share]) -> [RecallReport.Row] {
    var rows: [RecallReport.Row] = []
    var next = shares.makeIterator()
    for kind in InjectionKind.allCases {
      for length in RecallReport.LengthClass.allCases {
        guard let share = next.next(), share.injected > 0 else { continue }
        rows.append(
          RecallReport.Row(
            benchmark: name, kind: kind, length: length, injected: share.injected,
            found: share.found))
      }
    }
    return rows
  }

  /// The items with the smallest keyed hashes, in set order; items without text are left out.
  private func sample(of set: BenchmarkSet) -> [BenchmarkItem] {
    let keyed = set.items.filter { Self.wordCount($0.example) > 0 }
      .map { (key: key(of: $0, in: set, "sample"), item: $0) }
    return keyed.sorted { ($0.key, $0.item.index) < ($1.key, $1.item.index) }
      .prefix(itemsPerSet).map(\.item).sorted { $0.index < $1.index }
  }

  private func key(of item: BenchmarkItem, in set: BenchmarkSet, _ purpose: String) -> UInt64 {
    StableHash.hash64("\(purpose)\0\(set.name)\0\(item.index)", seed: seed)
  }

  /// The host with a text between two of its lines, or words where it has one line.
  private static func injecting(
    _ text: String, into host: String, _ draws: inout KeyedDraws
  ) -> String {
    var places = host.indices.filter { host[$0].isNewline }
    if places.isEmpty { places = host.indices.filter { host[$0].isWhitespace } }
    places.append(host.endIndex)
    let place = places[draws.index(below: places.count)]
    return host[..<place] + "\n\n" + text + "\n\n" + host[place...]
  }

  static func wordCount(_ text: String) -> Int {
    var words = WordList()
    words.fill(from: Array(text.utf8).span, definition: .gpt3)
    return words.count
  }
}
