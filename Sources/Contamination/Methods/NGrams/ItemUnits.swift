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
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for unit in 0..<units.count {
        hasLetter.append(Self.hasLetter(base, units.bytes(unit..<unit + 1)))
      }
    }
  }

  /// Whether a byte range holds a letter.
  private static func hasLetter(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>) -> Bool {
    let classes = ScalarTables.shared.classes
    var offset = range.lowerBound
    while offset < range.upperBound {
      let scalar = DecodedScalar(at: offset, of: bytes, end: range.upperBound)
      if classes[Int(scalar.value)] & ScalarClass.letter.rawValue != 0 { return true }
      offset += scalar.length
    }
    return false
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
