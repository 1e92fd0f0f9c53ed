/// Neighbouring units of a document that hold a part of an item.
struct Stretch {
  /// The units of the document.
  var units: Range<Int>
  /// The places of the item's units among those of all sets.
  var places: Range<Int>
  /// The elements that make it up, in any order.
  var elements: [UInt32]

  /// Takes in more units, which overlap or touch these; the item's stretch goes on only where it follows
  /// the document.
  mutating func extend(to more: Range<Int>, place: Int, elements added: some Sequence<UInt32>) {
    if more.lowerBound - units.lowerBound == place - places.lowerBound {
      places = places.lowerBound..<max(places.upperBound, place + more.count)
    }
    units = units.lowerBound..<max(units.upperBound, more.upperBound)
    elements.append(contentsOf: added)
  }

  /// The stretch as byte ranges.
  func passage(in list: borrowing UnitList, of item: Int, _ ranges: inout ItemRanges)
    -> MatchedPassage
  {
    MatchedPassage(
      document: list.bytes(units), item: ranges.bytes(of: item, at: places),
      elements: distinct(elements))
  }
}

/// The numbers, each once, in ascending order.
func distinct(_ numbers: some Sequence<UInt32>) -> [UInt32] {
  var result: [UInt32] = []
  for number in numbers.sorted() where number != result.last { result.append(number) }
  return result
}
