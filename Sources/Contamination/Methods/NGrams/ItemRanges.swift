/// Byte ranges of the units of items, kept for the items that come again and again.
struct ItemRanges {
  private let texts: ItemTexts
  private let storage: NGramStorage
  private var known: [Int: [[Range<Int>]]] = [:]
  private static let capacity = 1024

  init(_ texts: ItemTexts, _ storage: NGramStorage) {
    self.texts = texts
    self.storage = storage
  }

  /// The byte range in an item's text of the units at some places.
  mutating func bytes(of item: Int, at places: Range<Int>) -> Range<Int> {
    let ranges = unitRanges(of: item)
    func range(_ place: Int) -> Range<Int> {
      let (_, run, unit) = storage.locate(UInt32(place))
      return ranges[run][unit]
    }
    return range(places.lowerBound).lowerBound..<range(places.upperBound - 1).upperBound
  }

  private mutating func unitRanges(of item: Int) -> [[Range<Int>]] {
    if let ranges = known[item] { return ranges }
    if known.count == Self.capacity { known.removeAll(keepingCapacity: true) }
    let ranges = texts.unitRanges(of: texts.items[item])
    known[item] = ranges
    return ranges
  }
}
