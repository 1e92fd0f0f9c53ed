/// Items of one evaluation set that stand in another: a test split in its training split, say.
public struct SetOverlap: Codable, Sendable, Equatable {
  /// Name of the set whose items were the corpus.
  public var corpus: String
  /// Name of the set whose items were looked for.
  public var benchmark: String
  /// Items of `benchmark` that are dirty.
  public var dirty: Int
  /// Testable items of `benchmark`.
  public var testable: Int
  /// The first pairs.
  public var pairs: [Pair]

  /// An item and the item it was found in.
  public struct Pair: Codable, Sendable, Equatable {
    /// Position in `benchmark`.
    public var item: Int
    /// Position in `corpus`.
    public var found: Int
    /// The text they share.
    public var text: String
  }

  /// Pairs that are named.
  static let maximumPairs = 20

  /// Looks for the items of every set in every other set, whose items are taken as documents.
  ///
  /// - Parameter check: a check of the sets.
  /// - Returns: pairs of sets with a dirty item, by corpus and then by benchmark.
  public static func find(by check: ContaminationCheck) -> [SetOverlap] {
    let sets = check.sets
    var searcher = check.search.makeSearcher()
    var overlaps: [SetOverlap] = []
    for (position, corpus) in sets.enumerated() where sets.count > 1 {
      let own = check.search.sets[position].items
      var findings = check.makeFindings()
      for item in corpus.items {
        let text = Array(item.text.utf8)
        var found = searcher.search(text)
        // Templates make the items of a set match each other; those matches say nothing here.
        found.matches.removeAll { own.contains($0.item) }
        findings.add(found, in: text) { "\(item.index)" }
      }
      let verdicts = check.search.judge(findings)
      for (other, searched) in check.search.sets.enumerated() where other != position {
        let dirty = searched.items.filter { verdicts[$0].verdict == .dirty }
        guard !dirty.isEmpty else { continue }
        var overlap = SetOverlap(
          corpus: corpus.name, benchmark: searched.name, dirty: dirty.count,
          testable: searched.items.count { verdicts[$0].verdict != .untestable }, pairs: [])
        for item in dirty.prefix(maximumPairs) {
          guard let match = findings.matches(of: item).first.first else { continue }
          overlap.pairs.append(
            Pair(
              item: item - searched.items.lowerBound, found: Int(match.document) ?? 0,
              text: match.text))
        }
        overlaps.append(overlap)
      }
    }
    return overlaps
  }
}
