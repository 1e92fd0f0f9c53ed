/// Finds spans in one document after the other.
struct SpanSearcher: BenchmarkSearcher {
  /// Places of an n-gram in one item from which spans are followed; further ones repeat them.
  private static let maximumPlaces = 16

  private let search: SpanSearch
  private var splitter: any TextUnitSplitter
  private var units = UnitList()
  private var hits = NGramIndex.Hits()
  private var ranges: ItemRanges

  init(_ search: SpanSearch) {
    self.search = search
    splitter = search.texts.units.makeSplitter()
    ranges = ItemRanges(search.texts, search.index.storage)
  }

  /// Where a span may begin: an n-gram of an item in the document.
  private struct Seed {
    var item: Int
    var place: Int
    var unit: Int
  }

  /// A span: how many tokens from a seed on, and which of them differ.
  private struct Span {
    var length: Int
    var skipped: [Int]
  }

  mutating func search(_ text: [UInt8], ignoring ignored: Set<UInt32>) -> DocumentFindings {
    splitter.split(text.span, into: &units)
    search.index.search(units.hashes, into: &hits)
    guard !hits.found.isEmpty else { return DocumentFindings() }
    var findings = DocumentFindings()
    forEachItem(of: seeds(), \.item) { item, seeds in
      let stretches = stretches(from: seeds)
      let tokens = distinct(stretches.flatMap(\.elements)).filter { !ignored.contains($0) }
      let score = search.share(of: item, tokens: tokens.count)
      guard score > 0 else { return }
      findings.elements += tokens
      findings.matches.append(
        ItemMatch(
          item: item, score: score, isContaminated: score >= search.settings.dirtyShare,
          passages: stretches.map { $0.passage(in: units, of: item, &ranges) }))
    }
    return findings
  }

  /// The beginnings of exact stretches, by item and place in the document.
  ///
  /// A seed one token behind another one, in both, would end where that one does.
  private func seeds() -> [Seed] {
    var seeds: [Seed] = []
    var previous: (unit: Int, places: Set<Int>) = (-1, [])
    for hit in hits.found {
      var item = -1
      var count = 0
      var places: Set<Int> = []
      search.index.forEachPlace(of: hit.nGram) { place in
        let own = search.index.storage.locate(place).item
        count = own == item ? count + 1 : 1
        item = own
        guard count <= Self.maximumPlaces else { return }
        places.insert(Int(place))
        if previous.unit + 1 == hit.firstUnit, previous.places.contains(Int(place) - 1) { return }
        seeds.append(Seed(item: item, place: Int(place), unit: hit.firstUnit))
      }
      previous = (hit.firstUnit, places)
    }
    seeds.sort { ($0.item, $0.unit, $0.place) < ($1.item, $1.unit, $1.place) }
    return seeds
  }

  /// The spans from the seeds of one item on, joined where they overlap or touch in the document.
  private func stretches(from seeds: ArraySlice<Seed>) -> [Stretch] {
    var stretches: [Stretch] = []
    /// The tokens of the item in the last stretch.
    var covered: Set<UInt32> = []
    for seed in seeds {
      guard let span = span(from: seed) else { continue }
      let units = seed.unit..<seed.unit + span.length
      if let last = stretches.last, units.lowerBound <= last.units.upperBound {
        stretches[stretches.count - 1].extend(to: units, place: seed.place, elements: [])
      } else {
        stretches.append(
          Stretch(units: units, places: seed.place..<seed.place + span.length, elements: []))
        covered.removeAll(keepingCapacity: true)
      }
      for token in 0..<span.length where !span.skipped.contains(token) {
        let place = UInt32(seed.place + token)
        if covered.insert(place).inserted {
          stretches[stretches.count - 1].elements.append(place)
        }
      }
    }
    return stretches
  }

  /// The longest span from a seed on, or nil when it is too short.
  private func span(from seed: Seed) -> Span? {
    let settings = search.settings
    let storage = search.index.storage
    let run = storage.run(at: UInt32(seed.place))
    let limit = min(run.upperBound - seed.place, units.count - seed.unit)
    var end = settings.exactTokens
    var length = end
    var skipped: [Int] = []
    while length < limit {
      if units.hashes[seed.unit + length] == storage.units[seed.place + length] {
        length += 1
        end = length
      } else {
        guard skipped.count < settings.skippedTokens else { break }
        skipped.append(length)
        length += 1
      }
    }
    guard end >= settings.minimumTokens else { return nil }
    return Span(length: end, skipped: skipped)
  }
}
