/// A search by n-grams of units: what `gpt3`, `gpt2`, `palm`, `llama3` and `tulu3` have in common.
///
/// Elements are the distinct n-grams, by the place where each stands first among the sets' units.
package final class NGramSearch: BenchmarkSearch {
  package let method: String
  package let sets: [SearchedSet]
  package let index: NGramIndex
  let texts: ItemTexts
  let rule: NGramRule
  private let items: [BenchmarkItem]

  package var maximumDocuments: Int? { rule.maximumDocuments }

  /// - Parameters:
  ///   - method: the name of the method.
  ///   - texts: the sets, what of their items is looked for, and the units.
  ///   - lengths: the n-gram length of each set, from 1 to 255 units.
  ///   - rule: when what is found counts as contamination.
  init(method: String, texts: ItemTexts, lengths: [Int], rule: NGramRule) {
    self.method = method
    self.texts = texts
    self.rule = rule
    items = texts.items
    index = NGramIndex.building(
      zip(texts.sets, lengths).map { (items: texts.runs(of: $0), length: $1) })
    var first = 0
    sets = zip(texts.sets, lengths).map { set, length in
      defer { first += set.items.count }
      return SearchedSet(
        name: set.name, items: first..<first + set.items.count, unitsPerNGram: length)
    }
  }

  package func untestable(_ item: Int) -> Untestable? {
    guard index.nGramCounts[item] == 0 else { return nil }
    guard index.unitCounts[item] > 0 else { return .empty }
    let length = sets[locate(item).set].unitsPerNGram ?? 0
    let longest = texts.unitRanges(of: items[item]).map(\.count).max() ?? 0
    return longest < length ? .tooShort : .numbersAlone
  }

  package func makeSearcher() -> any BenchmarkSearcher { NGramSearcher(self) }

  package func judge(_ findings: CorpusFindings) -> [ItemVerdict] {
    var scores = [Double](repeating: 0, count: items.count)
    switch rule.scope {
    case .document: for (item, found) in findings.items { scores[item] = found.bestScore }
    case .corpus:
      var parts: [ItemPart] = []
      for nGram in findings.countedElements(upTo: maximumDocuments) {
        addParts(of: nGram, to: &parts)
      }
      forEachItem(of: &parts) { scores[$0] = share(of: $0, found: $1) }
    }
    return scores.enumerated().map { item, score in
      if index.nGramCounts[item] == 0 { return ItemVerdict(.untestable, score: 0) }
      return ItemVerdict(rule.threshold.isPassed(by: score) ? .dirty : .clean, score: score)
    }
  }

  // MARK: Items of n-grams

  /// An n-gram where it stands in an item and, where that matters, in a document.
  struct ItemPart {
    var item: Int
    /// Place of the first unit among the sets' units.
    var place: UInt32
    var nGram: UInt32
    /// First unit in the document.
    var firstUnit = 0
    var length: Int
  }

  /// Adds what a hit, or an n-gram in no document, means to the items that have it.
  func addParts(of nGram: UInt32, firstUnit: Int = 0, to parts: inout [ItemPart]) {
    let length = index.storage.length(at: nGram)
    index.forEachPlace(of: nGram) { place in
      parts.append(
        ItemPart(
          item: index.storage.locate(place).item, place: place, nGram: nGram,
          firstUnit: firstUnit, length: length))
    }
  }

  /// Calls `body` with each item and its parts: items ascending, parts by document and item place.
  func forEachItem(of parts: inout [ItemPart], _ body: (Int, ArraySlice<ItemPart>) -> Void) {
    parts.sort { ($0.item, $0.firstUnit, $0.place) < ($1.item, $1.firstUnit, $1.place) }
    var start = 0
    while start < parts.count {
      var end = start + 1
      while end < parts.count, parts[end].item == parts[start].item { end += 1 }
      body(parts[start].item, parts[start..<end])
      start = end
    }
  }

  /// The share of an item that its parts are, 0 to 1, by the rule's measure.
  func share(of item: Int, found parts: ArraySlice<ItemPart>) -> Double {
    var count = 0
    var end = 0
    for part in parts.sorted(by: { $0.place < $1.place }) {
      let first = Int(part.place)
      switch rule.measure {
      case .nGrams:
        if first >= end {
          count += 1
          end = first + 1
        }
      case .units:
        count += max(0, first + part.length - max(first, end))
        end = max(end, first + part.length)
      }
    }
    let whole = rule.measure == .nGrams ? index.nGramCounts[item] : index.unitCounts[item]
    return whole == 0 ? 0 : Double(count) / Double(whole)
  }

  /// Byte ranges in the item's text of its units, by run.
  func unitRanges(of item: Int) -> [[Range<Int>]] { texts.unitRanges(of: items[item]) }
}
