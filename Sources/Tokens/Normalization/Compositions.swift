/// Pairs of scalars that compose, in an open table of 2048 places; and the syllables of Hangul.
///
/// Unchecked: the memory is never written after `init`.
final class Compositions: @unchecked Sendable {
  private struct Entry {
    var pair: UInt64
    var composite: UInt32
  }

  private static let bits: UInt64 = 11
  private let entries: UnsafeMutablePointer<Entry>

  init(_ pairs: [(first: UInt32, second: UInt32, composite: UInt32)]) {
    precondition(pairs.count < 1 << (Self.bits - 1), "the table of compositions would be too full")
    entries = .allocate(capacity: 1 << Self.bits)
    entries.initialize(repeating: Entry(pair: 0, composite: 0), count: 1 << Self.bits)
    for pair in pairs {
      let key = UInt64(pair.first) << 32 | UInt64(pair.second)
      var place = Self.place(of: key)
      while entries[place].pair != 0 { place = Self.next(place) }
      entries[place] = Entry(pair: key, composite: pair.composite)
    }
  }

  deinit { entries.deallocate() }

  /// What two scalars compose to, or nil.
  func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if let syllable = Hangul.composite(first, second) { return syllable }
    let key = UInt64(first) << 32 | UInt64(second)
    var place = Self.place(of: key)
    while entries[place].pair != 0 {
      if entries[place].pair == key { return entries[place].composite }
      place = Self.next(place)
    }
    return nil
  }

  private static func place(of key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> (64 &- bits))
  }

  private static func next(_ place: Int) -> Int { (place &+ 1) & (1 << Int(bits) - 1) }
}

/// The arithmetic of Hangul syllables (The Unicode Standard, section 3.12).
enum Hangul {
  static let syllables: Range<UInt32> = 0xAC00..<0xD7A4
  static let leading: Range<UInt32> = 0x1100..<0x1113
  static let vowels: Range<UInt32> = 0x1161..<0x1176
  /// Without U+11A7, which stands for no trailing consonant.
  static let trailing: Range<UInt32> = 0x11A8..<0x11C3

  static func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if leading.contains(first), vowels.contains(second) {
      return syllables.lowerBound + ((first - 0x1100) * 21 + second - 0x1161) * 28
    }
    if syllables.contains(first), trailing.contains(second), (first - 0xAC00) % 28 == 0 {
      return first + second - 0x11A7
    }
    return nil
  }

  /// Leading consonant, vowel, and trailing consonant or 0.
  static func decomposition(of syllable: UInt32) -> (UInt32, UInt32, UInt32) {
    let index = syllable - syllables.lowerBound
    let trailing = index % 28
    return (0x1100 + index / 588, 0x1161 + index % 588 / 28, trailing == 0 ? 0 : 0x11A7 + trailing)
  }
}
