/// Evaluation sets ready for the method `sluice`: their words, weights and seeds.
///
/// Elements are seeds. Memory: about 70 bytes for each word of the items.
final class SluiceSearch: BenchmarkSearch {
  let method = SluiceOverlap.name
  let sets: [SearchedSet]
  let maximumDocuments: Int? = nil
  let items: WeightedItems
  let rule: SluiceRule
  let shortSeeds: SeedTable
  let longSeeds: SeedTable
  private let problems: [Untestable?]

  init(_ benchmarks: [BenchmarkSet], rule: SluiceRule) {
    self.rule = rule
    items = WeightedItems(benchmarks)
    shortSeeds = SeedTable(items, ofShort: true)
    longSeeds = SeedTable(items, ofShort: false)
    var first = 0
    sets = benchmarks.map { set in
      defer { first += set.items.count }
      return SearchedSet(name: set.name, items: first..<first + set.items.count)
    }
    let seeded = shortSeeds.seededItems.union(longSeeds.seededItems)
    problems = items.items.enumerated().map { [items] number, item in
      if item.count == 0 { return .empty }
      if !item.hasLetters { return .numbersAlone }
      let isTooShort =
        items.weight(item.words) < rule.minimumWeight || !seeded.contains(Int32(number))
      return isTooShort ? .tooShort : nil
    }
  }

  func untestable(_ item: Int) -> Untestable? { problems[item] }

  func makeSearcher() -> any BenchmarkSearcher { SluiceSearcher(self) }

  func judge(_ findings: CorpusFindings) -> [ItemVerdict] {
    problems.indices.map { item in
      guard problems[item] == nil else { return ItemVerdict(.untestable, score: 0) }
      let found = findings.items[item]
      return ItemVerdict(
        (found?.contaminatedDocuments ?? 0) > 0 ? .dirty : .clean, score: found?.bestScore ?? 0)
    }
  }
}
