/// A search by n-grams of units: what `gpt3`, `gpt2`, `palm`, `llama3` and `tulu3` have in common.
///
/// Elements are the distinct n-grams, by the place where each stands first among the sets' units.
package final class NGramSearch: BenchmarkSearch {
  package let method: String
  package let sets: [SearchedSet]
  package let index: NGramIndex
  let texts: ItemTexts
  let rule: NGramRule

  package var maximumDocuments: Int? { rule.maximumDocuments }
  package var maximumDirtyItemShare: Double? { rule.maximumDirtyItemShare }

  /// - Parameters:
  ///   - method: the name of the method.
  ///   - texts: the sets, what of their items is looked for, and the units.
  ///   - lengths: the n-gram length of each set, from 1 to 255 units.
  ///   - rule: when what is found counts as contamination.
  init(method: String, texts: ItemTexts, lengths: [Int], rule: NGramRule) {
    self.method = method
    self.texts = texts
    self.rule = rule
    index = NGramIndex.building(
      zip(texts.sets, lengths).map { (items: texts.runs(of: $0), length: $1) })
    sets = ItemTexts.searched(texts.sets, unitsPerNGram: lengths)
  }

  package func untestable(_ item: Int) -> Untestable? {
    index.untestable(item, in: texts, length: sets[locate(item).set].unitsPerNGram ?? 0)
  }

  package func text(ofElement element: UInt32) -> String? {
    let place = index.storage.locate(element)
    let item = texts.items[place.item]
    let units = texts.unitRanges(of: item)[place.run][place.unit...]
      .prefix(index.storage.length(at: element))
    guard let first = units.first, let last = units.last else { return nil }
    return String(
      decoding: Array(item.text.utf8)[first.lowerBound..<last.upperBound], as: UTF8.self)
  }

  package func makeSearcher() -> any BenchmarkSearcher { NGramSearcher(self) }

  package func judge(_ findings: CorpusFindings) -> [ItemVerdict] {
    var scores = [Double](repeating: 0, count: texts.items.count)
    switch rule.scope {
    case .document: for (item, found) in findings.items { scores[item] = found.bestScore }
    case .corpus:
      let found = places(of: findings.countedElements(upTo: maximumDocuments))
      forEachItem(of: found, \.item) { scores[$0] = share(of: $0, found: $1) }
    }
    return scores.enumerated().map { item, score in
      if index.nGramCounts[item] == 0 { return ItemVerdict(.untestable, score: 0) }
      return ItemVerdict(rule.threshold.isPassed(by: score) ? .dirty : .clean, score: score)
    }
  }

  // MARK: Items of n-grams

  /// An n-gram where it stands in an item.
  struct ItemPlace {
    var item: Int
    /// Place of its first unit among the sets' units.
    var place: Int
    var length: Int
  }

  /// Every place of distinct n-grams in items, by item and place.
  func places(of nGrams: some Sequence<UInt32>) -> [ItemPlace] {
    var places: [ItemPlace] = []
    for nGram in nGrams {
      let length = index.storage.length(at: nGram)
      index.forEachPlace(of: nGram) { place in
        let item = index.storage.locate(place).item
        places.append(ItemPlace(item: item, place: Int(place), length: length))
      }
    }
    places.sort { $0.place < $1.place }
    return places
  }

  /// The share of an item that n-grams at these ascending places are, 0 to 1, by the rule's measure.
  func share(of item: Int, found places: ArraySlice<ItemPlace>) -> Double {
    var count = 0
    switch rule.measure {
    case .nGrams: count = places.count
    case .units:
      var end = 0
      for found in places {
        count += found.place + found.length - max(found.place, min(end, found.place + found.length))
        end = max(end, found.place + found.length)
      }
    }
    let whole = rule.measure == .nGrams ? index.nGramCounts[item] : index.unitCounts[item]
    return whole == 0 ? 0 : Double(count) / Double(whole)
  }
}

/// Calls `body` with each item and its elements, which lie together.
func forEachItem<Element>(
  of elements: [Element], _ item: (Element) -> Int, _ body: (Int, ArraySlice<Element>) -> Void
) {
  var start = 0
  while start < elements.count {
    let number = item(elements[start])
    var end = start + 1
    while end < elements.count, item(elements[end]) == number { end += 1 }
    body(number, elements[start..<end])
    start = end
  }
}
