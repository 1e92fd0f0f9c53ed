import Text

/// The units of a run of an item's text, over which n-grams are taken; none straddles two runs.
package struct ItemUnits: Sendable {
  var hashes: ContiguousArray<UInt64> = []
  /// Whether each unit has a letter; an n-gram in which none has is never indexed.
  var hasLetter: ContiguousArray<Bool> = []

  /// Takes the units of a text, with `units` as scratch.
  package init(
    _ text: String, splitter: inout any TextUnitSplitter, units: inout UnitList
  ) {
    let bytes = Array(text.utf8)
    splitter.split(bytes.span, into: &units)
    hashes = units.hashes
    hasLetter.reserveCapacity(units.count)
    let classes = ScalarTables.shared.classes
    let letters = ScalarClass.letter.rawValue
    for unit in 0..<units.count {
      let scalars = String(decoding: bytes[units.bytes(unit..<unit + 1)], as: UTF8.self)
        .unicodeScalars
      hasLetter.append(scalars.contains { classes[Int($0.value)] & letters != 0 })
    }
  }

  /// Some of the units, as a run of their own.
  func part(_ units: Range<Int>) -> ItemUnits {
    var part = self
    part.hashes = ContiguousArray(hashes[units])
    part.hasLetter = ContiguousArray(hasLetter[units])
    return part
  }

  /// Calls `body` with the first unit of every n-gram in which some unit has a letter.
  func forEachNGram(of length: Int, _ body: (Int) -> Void) {
    guard hashes.count >= length else { return }
    var lettered = hasLetter[..<length].count { $0 }
    for first in 0...(hashes.count - length) {
      if first > 0 {
        if hasLetter[first - 1] { lettered -= 1 }
        if hasLetter[first + length - 1] { lettered += 1 }
      }
      if lettered > 0 { body(first) }
    }
  }
}
