/// Where extended grapheme clusters end (UAX #29), as far as clusters below six bytes can tell.
///
/// Regional indicators are left apart: each has four bytes, so no cluster they make is that short.
enum GraphemeBreak {
  /// Bits of `ScalarBytes.graphemeBreaks`.
  private enum Bit {
    /// Extend, SpacingMark and ZWJ: no break before (GB9, GB9a).
    static let joins: UInt8 = 1
    /// Prepend: no break after (GB9b).
    static let prepends: UInt8 = 2
    /// Control, CR and LF: a break on both sides (GB4, GB5).
    static let controls: UInt8 = 4
    static let pictograph: UInt8 = 8
    /// May stand between a pictograph and the joiner after it (GB11).
    static let extends: UInt8 = 16
    static let consonant: UInt8 = 32
    static let linker: UInt8 = 64
    /// May stand between the consonants of a conjunct (GB9c); linkers may too.
    static let conjunct: UInt8 = 128
  }

  /// The offset behind the cluster that starts at an offset below the count.
  static func end(of text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    let breaks = ScalarBytes.graphemeBreaks.bytes
    let first = ScalarText.decode(text, at: start)
    var offset = start &+ first.length
    var previous = first.value
    var bits = breaks[Int(previous)]
    if previous == 0x0D, offset < text.count, text[offset] == 0x0A { return offset &+ 1 }
    if bits & Bit.controls != 0 { return offset }
    var followsPictograph = bits & Bit.pictograph != 0
    var followsConsonant = bits & Bit.consonant != 0
    var followsLinker = false
    while offset < text.count {
      let scalar = ScalarText.decode(text, at: offset)
      let next = breaks[Int(scalar.value)]
      if next & Bit.controls != 0 { break }
      let isJoined =
        next & Bit.joins != 0 || bits & Bit.prepends != 0
        || Hangul.joins(previous, scalar.value)
        || followsLinker && next & Bit.consonant != 0
        || followsPictograph && previous == 0x200D && next & Bit.pictograph != 0
      if !isJoined { break }
      followsPictograph =
        next & Bit.pictograph != 0
        || followsPictograph && previous != 0x200D
          && (next & Bit.extends != 0 || scalar.value == 0x200D)
      if next & Bit.consonant != 0 {
        followsConsonant = true
        followsLinker = false
      } else if next & Bit.conjunct == 0 {
        followsConsonant = false
        followsLinker = false
      } else if followsConsonant, next & Bit.linker != 0 {
        followsLinker = true
      }
      previous = scalar.value
      bits = next
      offset &+= scalar.length
    }
    return offset
  }

  /// The last place that is a break whatever stands before and after the text; 0 for none.
  static func lastSureBreak(in text: UnsafeBufferPointer<UInt8>) -> Int {
    let breaks = ScalarBytes.graphemeBreaks.bytes
    let end = ScalarText.completeEnd(of: text)
    guard end > 0 else { return 0 }
    var place = ScalarText.start(before: end, in: text)
    while place > 0 {
      let before = ScalarText.start(before: place, in: text)
      let (first, second) = (
        ScalarText.decode(text, at: before).value, ScalarText.decode(text, at: place).value
      )
      // A consonant and a pictograph may join with what stands far before them.
      let joining = Bit.joins | Bit.consonant | Bit.pictograph
      if breaks[Int(second)] & joining == 0, breaks[Int(first)] & Bit.prepends == 0,
        !Hangul.joins(first, second), first != 0x0D || second != 0x0A
      {
        return place
      }
      place = before
    }
    return 0
  }
}

extension Hangul {
  /// Whether two scalars are parts of one syllable (GB6 to GB8).
  fileprivate static func joins(_ first: UInt32, _ second: UInt32) -> Bool {
    guard first >= 0x1100, second >= 0x1100 else { return false }
    let isVowel = isVowelJamo(second)
    let isTrailing = isTrailingJamo(second)
    if isLeadingJamo(first) {
      return isLeadingJamo(second) || isVowel || syllables.contains(second)
    }
    let isOpenSyllable = syllables.contains(first) && (first - syllables.lowerBound) % 28 == 0
    if isOpenSyllable || isVowelJamo(first) { return isVowel || isTrailing }
    return isTrailing && (syllables.contains(first) || isTrailingJamo(first))
  }

  private static func isLeadingJamo(_ scalar: UInt32) -> Bool {
    0x1100...0x115F ~= scalar || 0xA960...0xA97C ~= scalar
  }

  private static func isVowelJamo(_ scalar: UInt32) -> Bool {
    0x1160...0x11A7 ~= scalar || 0xD7B0...0xD7C6 ~= scalar
  }

  private static func isTrailingJamo(_ scalar: UInt32) -> Bool {
    0x11A8...0x11FF ~= scalar || 0xD7CB...0xD7FB ~= scalar
  }
}
