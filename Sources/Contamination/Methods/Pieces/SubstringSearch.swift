import Text

/// A search for substrings of letters and digits.
///
/// Elements are distinct substrings, by the place where each stands first in the index.
final class SubstringSearch: BenchmarkSearch {
  let method = GPT4Substrings.name
  let sets: [SearchedSet]
  private let items: [BenchmarkItem]
  private let pieces: ItemPieces
  /// The substrings as n-grams of characters, each an item of its own for the index.
  private let index: NGramIndex
  /// The piece that each item of the index is.
  private let pieceNumbers: [Int]

  var maximumDocuments: Int? { nil }

  init(_ sets: [BenchmarkSet], settings: GPT4Substrings) {
    self.sets = ItemTexts.searched(sets)
    items = sets.flatMap(\.items)
    var pieces: [ItemPieces.Piece] = []
    /// The pieces and their characters by length: an index has n-grams of one length in each set.
    var byLength: [Int: [(piece: Int, characters: ItemUnits)]] = [:]
    var splitter = CharacterUnits().makeSplitter()
    var units = UnitList()
    for (set, searched) in zip(sets, self.sets) {
      for (index, item) in set.items.enumerated() {
        let characters = ItemUnits(item.example, splitter: &splitter, units: &units)
        let length = min(settings.characters, units.count)
        guard length >= settings.minimumCharacters else { continue }
        for first in Self.draw(settings, from: units.count - length, set: set.name, item: index) {
          let substring = characters.part(first..<first + length)
          guard substring.hasLetter.contains(true) else { continue }
          byLength[length, default: []].append((pieces.count, substring))
          pieces.append(
            ItemPieces.Piece(
              item: searched.items.lowerBound + index, range: units.bytes(first..<first + length)))
        }
      }
    }
    let groups = byLength.sorted { $0.key < $1.key }
    pieceNumbers = groups.flatMap { $0.value.map(\.piece) }
    index = NGramIndex.building(
      groups.map { length, group in (items: group.map { [$0.characters] }, length: length) })
    self.pieces = ItemPieces(pieces, itemCount: items.count)
  }

  /// Distinct first characters of an item's substrings, ascending, from 0 to `last`.
  private static func draw(
    _ settings: GPT4Substrings, from last: Int, set: String, item: Int
  ) -> [Int] {
    let name = Array(set.utf8)
    let seed = UInt64(bitPattern: Int64(settings.seed))
    let key = StableHash.hash64(name.span, seed: StableHash.finalize(seed)) &+ UInt64(item)
    var firsts: Set<Int> = []
    for draw in 0..<UInt64(settings.substrings) {
      let random = StableHash.finalize(StableHash.finalize(key) &+ draw &* StableHash.prime0)
      firsts.insert(Int(random.multipliedFullWidth(by: UInt64(last + 1)).high))
    }
    return firsts.sorted()
  }

  func untestable(_ item: Int) -> Untestable? {
    if pieces.has(item) { return nil }
    var splitter = CharacterUnits().makeSplitter()
    var units = UnitList()
    let characters = ItemUnits(items[item].example, splitter: &splitter, units: &units)
    if characters.hashes.isEmpty { return .empty }
    return characters.hasLetter.contains(true) ? .tooShort : .numbersAlone
  }

  func makeSearcher() -> any BenchmarkSearcher { Searcher(self) }

  func judge(_ findings: CorpusFindings) -> [ItemVerdict] {
    var found: [Int] = []
    for element in findings.countedElements(upTo: nil) {
      index.forEachItem(of: element) { found.append(pieceNumbers[$0]) }
    }
    return pieces.verdicts(found: found.sorted())
  }

  private struct Searcher: BenchmarkSearcher {
    let search: SubstringSearch
    var splitter = CharacterUnits().makeSplitter()
    var units = UnitList()
    var hits = NGramIndex.Hits()

    init(_ search: SubstringSearch) { self.search = search }

    mutating func search(_ text: [UInt8], ignoring ignored: Set<UInt32>) -> DocumentFindings {
      splitter.split(text.span, into: &units)
      search.index.search(units.hashes, into: &hits)
      hits.remove(ignored)
      guard !hits.found.isEmpty else { return DocumentFindings() }
      var found: [ItemPieces.Hit] = []
      for hit in hits.found {
        let range = units.bytes(hit.firstUnit..<hit.firstUnit + hit.length)
        search.index.forEachItem(of: hit.nGram) {
          found.append(
            ItemPieces.Hit(piece: search.pieceNumbers[$0], element: hit.nGram, document: range))
        }
      }
      return search.pieces.findings(of: found)
    }
  }
}
