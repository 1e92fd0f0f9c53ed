import Text

/// A search for substrings of letters and digits.
///
/// Substrings of whole items may be short. Those of similar length share an index, for an index probes by
/// the length of its shortest n-gram: one of a few characters would let pass nearly everything.
///
/// Elements are distinct substrings, by the place where each stands first in its index, those of one
/// index behind those of another.
final class SubstringSearch: BenchmarkSearch {
  let method = GPT4Substrings.name
  let sets: [SearchedSet]
  private let items: [BenchmarkItem]
  private let pieces: ItemPieces
  private let groups: [Group]

  /// Substrings of similar length, as n-grams of characters; each is an item of its own for the index.
  private struct Group {
    let index: NGramIndex
    /// What is added to a place to make an element.
    let firstElement: UInt32
    /// The piece that each item of the index is.
    let pieceNumbers: [Int]
  }

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
    groups = Self.groups(byLength, longest: settings.characters)
    self.pieces = ItemPieces(pieces, itemCount: items.count)
  }

  /// Groups of substrings: the longest, then those from half that length on, and so forth.
  private static func groups(
    _ byLength: [Int: [(piece: Int, characters: ItemUnits)]], longest: Int
  ) -> [Group] {
    var groups: [Group] = []
    var firstElement: UInt32 = 0
    var upper = longest
    var lower = longest
    while upper > 0 {
      let lengths = byLength.filter { (lower...upper).contains($0.key) }.sorted { $0.key < $1.key }
      if !lengths.isEmpty {
        let index = NGramIndex.building(
          lengths.map { length, group in (items: group.map { [$0.characters] }, length: length) })
        groups.append(
          Group(
            index: index, firstElement: firstElement,
            pieceNumbers: lengths.flatMap { $0.value.map(\.piece) }))
        firstElement += UInt32(index.storage.units.count)
      }
      upper = lower - 1
      lower = (upper + 1) / 2
    }
    return groups
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
      guard let group = groups.last(where: { $0.firstElement <= element }) else { continue }
      group.index.forEachItem(of: element - group.firstElement) {
        found.append(group.pieceNumbers[$0])
      }
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
      var found: [ItemPieces.Hit] = []
      for group in search.groups {
        group.index.search(units.hashes, into: &hits)
        for hit in hits.found where !ignored.contains(group.firstElement + hit.nGram) {
          let range = units.bytes(hit.firstUnit..<hit.firstUnit + hit.length)
          group.index.forEachItem(of: hit.nGram) {
            found.append(
              ItemPieces.Hit(
                piece: group.pieceNumbers[$0], element: group.firstElement + hit.nGram,
                document: range))
          }
        }
      }
      guard !found.isEmpty else { return DocumentFindings() }
      return search.pieces.findings(of: found)
    }
  }
}
