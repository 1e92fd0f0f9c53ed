/// A search for long token spans with some tokens that differ.
///
/// Elements are tokens of items, by their place among all sets' tokens.
final class SpanSearch: BenchmarkSearch {
  let method = Llama2Spans.name
  let sets: [SearchedSet]
  let settings: Llama2Spans
  let texts: ItemTexts
  /// The n-grams that spans begin with.
  let index: NGramIndex

  var maximumDocuments: Int? { nil }

  init(_ settings: Llama2Spans, texts: ItemTexts) {
    self.settings = settings
    self.texts = texts
    sets = ItemTexts.searched(texts.sets)
    index = NGramIndex.building(
      texts.sets.map { (items: texts.runs(of: $0), length: settings.exactTokens) })
  }

  func untestable(_ item: Int) -> Untestable? {
    let reason = index.untestable(item, in: texts, length: settings.exactTokens)
    if reason == nil, Int(index.unitCounts[item]) < settings.minimumTokens { return .tooShort }
    return reason
  }

  func makeSearcher() -> any BenchmarkSearcher { SpanSearcher(self) }

  func judge(_ findings: CorpusFindings) -> [ItemVerdict] {
    var found = [Int](repeating: 0, count: itemCount)
    for place in findings.countedElements(upTo: nil) {
      found[index.storage.locate(place).item] += 1
    }
    return found.enumerated().map { item, count in
      if untestable(item) != nil { return ItemVerdict(.untestable, score: 0) }
      let share = share(of: item, tokens: count)
      return ItemVerdict(
        share > 0 && share >= settings.dirtyShare ? .dirty : .clean, score: share,
        classes: settings.classes(share: share))
    }
  }

  /// The share of an item's tokens that so many are.
  func share(of item: Int, tokens: Int) -> Double {
    Double(tokens) / Double(max(1, index.unitCounts[item]))
  }
}
