/// Finds n-grams in one document after the other.
struct NGramSearcher: BenchmarkSearcher {
  private let search: NGramSearch
  private var splitter: any TextUnitSplitter
  private var units = UnitList()
  private var hits = NGramIndex.Hits()
  private var ranges: ItemRanges

  init(_ search: NGramSearch) {
    self.search = search
    splitter = search.texts.units.makeSplitter()
    ranges = ItemRanges(search.texts, search.index.storage)
  }

  mutating func search(_ text: [UInt8], ignoring ignored: Set<UInt32>) -> DocumentFindings {
    splitter.split(text.span, into: &units)
    search.index.search(units.hashes, into: &hits)
    hits.remove(ignored)
    guard !hits.found.isEmpty else { return DocumentFindings() }
    let elements = distinct(hits.found.map(\.nGram))
    var scores: [Double] = []
    forEachItem(of: search.places(of: elements), \.item) { item, places in
      scores.append(search.share(of: item, found: places))
    }
    var matches: [ItemMatch] = []
    // The items of the hits are those of the places, so their scores come in the same order.
    forEachItem(of: hitsOfItems(), \.item) { item, hits in
      let score = scores[matches.count]
      matches.append(
        ItemMatch(
          item: item, score: score, isContaminated: search.rule.threshold.isPassed(by: score),
          passages: passages(of: item, hits)))
    }
    return DocumentFindings(matches: matches, elements: elements)
  }

  /// A hit and an item that has its n-gram.
  private struct ItemHit {
    var item: Int
    /// The first place of the n-gram in the item.
    var place: Int
    var hit: NGramIndex.Hit
  }

  /// Each hit once for each item that has its n-gram, by item and then by place in the document.
  private func hitsOfItems() -> [ItemHit] {
    // Looked up once for each n-gram: a document may repeat one without end.
    var firstPlaces: [UInt32: [(item: Int, place: Int)]] = [:]
    var result: [ItemHit] = []
    for hit in hits.found {
      let places = firstPlaces[hit.nGram] ?? self.firstPlaces(of: hit.nGram)
      firstPlaces[hit.nGram] = places
      for (item, place) in places { result.append(ItemHit(item: item, place: place, hit: hit)) }
    }
    result.sort { ($0.item, $0.hit.firstUnit) < ($1.item, $1.hit.firstUnit) }
    return result
  }

  /// The items that have an n-gram, each with the first place where it does.
  private func firstPlaces(of nGram: UInt32) -> [(item: Int, place: Int)] {
    var places: [(item: Int, place: Int)] = []
    search.index.forEachPlace(of: nGram) { place in
      let item = search.index.storage.locate(place).item
      if item != places.last?.item { places.append((item, Int(place))) }
    }
    return places
  }

  /// The passages that an item's hits make up: those that overlap or touch in the document, joined.
  ///
  /// The stretch of the item goes on as long as the hits follow each other there too.
  private mutating func passages(of item: Int, _ hits: ArraySlice<ItemHit>) -> [MatchedPassage] {
    var stretches: [Stretch] = []
    for hit in hits {
      let units = hit.hit.firstUnit..<hit.hit.firstUnit + hit.hit.length
      if let last = stretches.last, units.lowerBound <= last.units.upperBound {
        stretches[stretches.count - 1].extend(
          to: units, place: hit.place, elements: CollectionOfOne(hit.hit.nGram))
      } else {
        stretches.append(
          Stretch(
            units: units, places: hit.place..<hit.place + hit.hit.length, elements: [hit.hit.nGram])
        )
      }
    }
    return stretches.map { $0.passage(in: units, of: item, &ranges) }
  }
}
