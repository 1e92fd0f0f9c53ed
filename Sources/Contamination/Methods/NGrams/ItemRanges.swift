/// Byte ranges of the units of items, kept for the items that come again and again.
struct ItemRanges {
  private let search: NGramSearch
  private var known: [Int: [[Range<Int>]]] = [:]
  private static let capacity = 1024

  init(_ search: NGramSearch) { self.search = search }

  /// The byte range in an item's text of the units at some places.
  mutating func bytes(of item: Int, at places: Range<Int>) -> Range<Int> {
    let ranges = unitRanges(of: item)
    func range(_ place: Int) -> Range<Int> {
      let (_, run, unit) = search.index.storage.locate(UInt32(place))
      return ranges[run][unit]
    }
    return range(places.lowerBound).lowerBound..<range(places.upperBound - 1).upperBound
  }

  private mutating func unitRanges(of item: Int) -> [[Range<Int>]] {
    if let ranges = known[item] { return ranges }
    if known.count == Self.capacity { known.removeAll(keepingCapacity: true) }
    let ranges = search.unitRanges(of: item)
    known[item] = ranges
    return ranges
  }
}
