/// A search in the manner of decon.
///
/// Elements are the distinct n-grams of questions, by their number in the index.
final class DeconSearch: BenchmarkSearch {
  let method = DeconOverlap.name
  let sets: [SearchedSet]
  let settings: DeconOverlap
  let units: any TextUnits
  /// The items of all sets.
  let items: [BenchmarkItem]
  let index: DeconIndex
  let score: DeconScore

  var maximumDocuments: Int? { nil }

  init(_ sets: [BenchmarkSet], settings: DeconOverlap, units: any TextUnits) {
    self.sets = ItemTexts.searched(sets, unitsPerNGram: sets.map { _ in settings.questionTokens })
    self.settings = settings
    self.units = units
    items = sets.flatMap(\.items)
    index = DeconIndex(sets, settings: settings, units: units)
    score = DeconScore(settings: settings)
  }

  func untestable(_ item: Int) -> Untestable? { index.untestable[item] }

  func makeSearcher() -> any BenchmarkSearcher { DeconSearcher(self) }

  func judge(_ findings: CorpusFindings) -> [ItemVerdict] {
    (0..<itemCount).map { item in
      if untestable(item) != nil { return ItemVerdict(.untestable, score: 0) }
      let score = findings.items[item]?.bestScore ?? 0
      return ItemVerdict(score >= settings.minimumScore ? .dirty : .clean, score: score)
    }
  }
}
