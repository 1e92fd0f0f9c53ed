/// Finds n-grams in one document after the other.
struct NGramSearcher: BenchmarkSearcher {
  private let search: NGramSearch
  private var splitter: any TextUnitSplitter
  private var units = UnitList()
  private var hits = NGramIndex.Hits()

  init(_ search: NGramSearch) {
    self.search = search
    splitter = search.texts.units.makeSplitter()
  }

  mutating func search(_ text: [UInt8], ignoring ignored: Set<UInt32>) -> DocumentFindings {
    splitter.split(text.span, into: &units)
    search.index.search(units.hashes, into: &hits)
    hits.remove(ignored)
    guard !hits.found.isEmpty else { return DocumentFindings() }
    var parts: [NGramSearch.ItemPart] = []
    for hit in hits.found { search.addParts(of: hit.nGram, firstUnit: hit.firstUnit, to: &parts) }
    var findings = DocumentFindings(elements: distinct(hits.found.map(\.nGram)))
    search.forEachItem(of: &parts) { item, parts in
      let score = search.share(of: item, found: parts)
      findings.matches.append(
        ItemMatch(
          item: item, score: score, isContaminated: search.rule.threshold.isPassed(by: score),
          passages: passages(of: item, parts)))
    }
    return findings
  }

  /// The passages that an item's parts make up: those that overlap or touch in the document, joined.
  ///
  /// The stretch of the item follows the first place at which it continues with the document.
  private func passages(
    of item: Int, _ parts: ArraySlice<NGramSearch.ItemPart>
  ) -> [MatchedPassage] {
    struct Stretch {
      var units: Range<Int>
      var places: Range<Int>
      var nGrams: [UInt32]
    }
    var stretches: [Stretch] = []
    for part in parts {
      let units = part.firstUnit..<part.firstUnit + part.length
      let places = Int(part.place)..<Int(part.place) + part.length
      guard let last = stretches.indices.last, units.lowerBound <= stretches[last].units.upperBound
      else {
        stretches.append(Stretch(units: units, places: places, nGrams: [part.nGram]))
        continue
      }
      let own = stretches[last]
      if units.lowerBound - own.units.lowerBound == places.lowerBound - own.places.lowerBound {
        stretches[last].places =
          own.places.lowerBound..<max(own.places.upperBound, places.upperBound)
      }
      stretches[last].units = own.units.lowerBound..<max(own.units.upperBound, units.upperBound)
      stretches[last].nGrams.append(part.nGram)
    }
    let ranges = search.unitRanges(of: item)
    func bytes(_ place: Int) -> Range<Int> {
      let (_, run, unit) = search.index.storage.locate(UInt32(place))
      return ranges[run][unit]
    }
    return stretches.map { stretch in
      MatchedPassage(
        document: units.bytes(stretch.units),
        item: bytes(stretch.places.lowerBound)
          .lowerBound..<bytes(stretch.places.upperBound - 1)
          .upperBound,
        elements: distinct(stretch.nGrams))
    }
  }
}

/// The numbers, each once, in ascending order.
func distinct(_ numbers: some Sequence<UInt32>) -> [UInt32] {
  var result: [UInt32] = []
  for number in numbers.sorted() where number != result.last { result.append(number) }
  return result
}
