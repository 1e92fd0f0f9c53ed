import Text

/// A search for whole paragraphs.
///
/// Elements are distinct paragraphs, by the number of the first piece that is one.
final class ParagraphSearch: BenchmarkSearch {
  let method = DolmaParagraphs.name
  let sets: [SearchedSet]
  private let items: [BenchmarkItem]
  let pieces: ItemPieces
  /// The pieces of each distinct paragraph, ascending, by its text.
  let owners: [ArraySlice<UInt8>: [Int]]
  /// Lengths of the shortest and the longest paragraph in bytes, and a filter over their hashes: what
  /// fails here needs no look-up.
  private let lengths: ClosedRange<Int>
  private let filter: BlockedBloomFilter

  var maximumDocuments: Int? { nil }

  init(_ sets: [BenchmarkSet], minimumWords: Int) {
    self.sets = ItemTexts.searched(sets)
    items = sets.flatMap(\.items)
    var pieces: [ItemPieces.Piece] = []
    var owners: [ArraySlice<UInt8>: [Int]] = [:]
    var splitter = WordUnits(.separated).makeSplitter()
    var units = UnitList()
    for (number, item) in items.enumerated() {
      let text = Array(item.example.utf8)
      text.withUnsafeBufferPointer { buffer in
        Paragraphs.forEach(in: buffer) { range in
          let paragraph = ItemUnits(
            String(decoding: text[range], as: UTF8.self), splitter: &splitter, units: &units)
          guard paragraph.hashes.count >= minimumWords, paragraph.hasLetter.contains(true) else {
            return
          }
          owners[text[range], default: []].append(pieces.count)
          pieces.append(ItemPieces.Piece(item: number, range: range))
        }
      }
    }
    var filter = BlockedBloomFilter(keys: owners.count)
    for paragraph in owners.keys {
      paragraph.withUnsafeBufferPointer { filter.insert(StableHash.hash64($0)) }
    }
    let counts = owners.keys.map(\.count)
    lengths = (counts.min() ?? 0)...(counts.max() ?? 0)
    self.filter = filter
    self.owners = owners
    self.pieces = ItemPieces(pieces, itemCount: items.count)
  }

  func untestable(_ item: Int) -> Untestable? {
    if pieces.has(item) { return nil }
    var splitter = WordUnits(.separated).makeSplitter()
    var units = UnitList()
    let example = ItemUnits(items[item].example, splitter: &splitter, units: &units)
    if example.hashes.isEmpty { return .empty }
    return example.hasLetter.contains(true) ? .tooShort : .numbersAlone
  }

  func makeSearcher() -> any BenchmarkSearcher { Searcher(search: self) }

  func judge(_ findings: CorpusFindings) -> [ItemVerdict] {
    var found: [Int] = []
    let elements = Set(findings.countedElements(upTo: nil))
    for pieces in owners.values where elements.contains(UInt32(pieces[0])) { found += pieces }
    return pieces.verdicts(found: found.sorted())
  }

  private struct Searcher: BenchmarkSearcher {
    let search: ParagraphSearch

    func search(_ text: [UInt8], ignoring ignored: Set<UInt32>) -> DocumentFindings {
      var hits: [ItemPieces.Hit] = []
      text.withUnsafeBufferPointer { buffer in
        search.filter.words.withUnsafeBufferPointer { filter in
          Paragraphs.forEach(in: buffer) { range in
            guard search.lengths.contains(range.count) else { return }
            let hash = StableHash.hash64(UnsafeBufferPointer(rebasing: buffer[range]))
            guard BlockedBloomFilter.mayContain(hash, in: filter),
              let owners = search.owners[text[range]]
            else { return }
            let element = UInt32(owners[0])
            guard !ignored.contains(element) else { return }
            for piece in owners {
              hits.append(ItemPieces.Hit(piece: piece, element: element, document: range))
            }
          }
        }
      }
      return hits.isEmpty ? DocumentFindings() : search.pieces.findings(of: hits)
    }
  }
}
