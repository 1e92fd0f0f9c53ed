/// Finds spans in one document after the other.
struct SpanSearcher: BenchmarkSearcher {
  /// Places of an n-gram in one item from which spans are followed; further ones repeat them.
  private static let maximumPlaces = 64

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
    /// Equal for seeds that follow on each other in both.
    var diagonal: Int { place - unit }
  }

  mutating func search(_ text: [UInt8], ignoring ignored: Set<UInt32>) -> DocumentFindings {
    splitter.split(text.span, into: &units)
    search.index.search(units.hashes, into: &hits)
    guard !hits.found.isEmpty else { return DocumentFindings() }
    var findings = DocumentFindings()
    forEachItem(of: seeds(), \.item) { item, seeds in
      var stretches = spans(from: seeds)
      guard !stretches.isEmpty else { return }
      let tokens = distinct(stretches.flatMap(\.elements)).filter { !ignored.contains($0) }
      let score = search.share(of: item, tokens: tokens.count)
      guard score > 0 else { return }
      join(&stretches)
      findings.elements += tokens
      findings.matches.append(
        ItemMatch(
          item: item, score: score, isContaminated: score >= search.settings.dirtyShare,
          passages: stretches.map { $0.passage(in: units, of: item, &ranges) }))
    }
    return findings
  }

  /// The beginnings of the exact stretches, by item and diagonal.
  private func seeds() -> [Seed] {
    var seeds: [Seed] = []
    for hit in hits.found {
      var previous = -1
      var count = 0
      search.index.forEachPlace(of: hit.nGram) { place in
        let item = search.index.storage.locate(place).item
        count = item == previous ? count + 1 : 1
        previous = item
        guard count <= Self.maximumPlaces else { return }
        seeds.append(Seed(item: item, place: Int(place), unit: hit.firstUnit))
      }
    }
    seeds.sort { ($0.item, $0.diagonal, $0.unit) < ($1.item, $1.diagonal, $1.unit) }
    return seeds
  }

  /// The spans that begin at the seeds of one item.
  private func spans(from seeds: ArraySlice<Seed>) -> [Stretch] {
    var result: [Stretch] = []
    var previous: Seed?
    for seed in seeds {
      // A seed one token behind another one ends where that one does.
      let follows = previous.map { $0.diagonal == seed.diagonal && $0.unit + 1 == seed.unit }
      previous = seed
      if follows != true, let span = span(from: seed) { result.append(span) }
    }
    result.sort {
      ($0.units.lowerBound, $0.places.lowerBound) < ($1.units.lowerBound, $1.places.lowerBound)
    }
    return result
  }

  /// The longest span from a seed on, or nil when it is too short.
  private func span(from seed: Seed) -> Stretch? {
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
    let same = (0..<end).filter { !skipped.contains($0) }
    return Stretch(
      units: seed.unit..<seed.unit + end, places: seed.place..<seed.place + end,
      elements: same.map { UInt32(seed.place + $0) })
  }

  /// Joins spans that overlap or touch in the document.
  private func join(_ stretches: inout [Stretch]) {
    var joined: [Stretch] = []
    for stretch in stretches {
      if let last = joined.last, stretch.units.lowerBound <= last.units.upperBound {
        joined[joined.count - 1].extend(
          to: stretch.units, place: stretch.places.lowerBound, elements: stretch.elements)
      } else {
        joined.append(stretch)
      }
    }
    stretches = joined
  }
}
