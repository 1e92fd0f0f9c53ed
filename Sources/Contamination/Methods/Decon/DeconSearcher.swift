/// Finds questions, and answers and passages near them, in one document after the other.
struct DeconSearcher: BenchmarkSearcher {
  private let search: DeconSearch
  private var splitter: any TextUnitSplitter
  private var units = UnitList()

  init(_ search: DeconSearch) {
    self.search = search
    splitter = search.units.makeSplitter()
  }

  /// What a cluster gives an item.
  private struct Result {
    var item: Int32
    var score: Double
    var nGrams: Set<UInt32>
    var passages: [MatchedPassage]
  }

  mutating func search(_ text: [UInt8], ignoring ignored: Set<UInt32>) -> DocumentFindings {
    splitter.split(text.span, into: &units)
    let settings = search.settings
    let nGrams = units.count - settings.questionTokens + 1
    var results: [Result] = []
    var place = 0
    while place < nGrams {
      guard let number = number(at: place), !ignored.contains(number) else {
        place += settings.probeStride
        continue
      }
      if search.index.isHot(number) {
        place += 1
        continue
      }
      let cluster = DeconCluster(
        at: place, number: number, in: search.index, nGrams: nGrams,
        maximumMisses: settings.maximumMisses
      ) { self.number(at: $0).flatMap { ignored.contains($0) ? nil : $0 } }
      results += cluster.candidates.compactMap { result(of: $0) }
      place = max(place, cluster.end) + 1
    }
    return findings(of: results)
  }

  /// The number of the n-gram that begins at a unit; nil for one of no question.
  private func number(at unit: Int) -> UInt32? {
    let length = search.settings.questionTokens
    return search.index.number(of: WeightedNGrams.key(units.hashes[unit..<unit + length]))
  }

  /// The score of a candidate; nil when its question alone rules it out.
  private func result(of candidate: DeconCluster.Candidate) -> Result? {
    let item = search.index.items[Int(candidate.item)]
    let found = DeconEvidence(item, candidate, units.hashes, search.settings, search.index)
    guard
      found.question >= search.score.requiredQuestionShare(questionTokens: item.questionTokens)
    else { return nil }
    let score = search.score.score(found.evidence)
    var passages = [
      MatchedPassage(
        document: units.bytes(found.questionUnits), item: item.questionRange,
        elements: distinct(candidate.nGrams))
    ]
    if let own = found.answerUnits, let range = item.answerRange {
      passages.append(MatchedPassage(document: units.bytes(own), item: range))
    }
    if let own = found.passageUnits, let range = item.passageRange {
      passages.append(MatchedPassage(document: units.bytes(own), item: range))
    }
    return Result(
      item: candidate.item, score: score, nGrams: candidate.nGrams, passages: passages)
  }

  /// The findings of all clusters; of an item those count that make it contaminated, if any do.
  private func findings(of results: [Result]) -> DocumentFindings {
    guard !results.isEmpty else { return DocumentFindings() }
    var findings = DocumentFindings(elements: distinct(results.flatMap(\.nGrams)))
    let ordered = results.enumerated().sorted {
      ($0.element.item, $0.offset) < ($1.element.item, $1.offset)
    }.map(\.element)
    forEachItem(of: ordered, { Int($0.item) }) { position, results in
      let best = results.map(\.score).max() ?? 0
      let isContaminated = best >= search.settings.minimumScore
      let counted = results.filter {
        !isContaminated || $0.score >= search.settings.minimumScore
      }
      let passages = counted.flatMap(\.passages).sorted {
        ($0.document.lowerBound, $0.item.lowerBound) < ($1.document.lowerBound, $1.item.lowerBound)
      }
      for item in search.index.items[position].items {
        findings.matches.append(
          ItemMatch(item: item, score: best, isContaminated: isContaminated, passages: passages))
      }
    }
    findings.matches.sort { $0.item < $1.item }
    return findings
  }
}
