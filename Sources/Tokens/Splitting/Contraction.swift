extension ScalarScanner {
  /// Bytes of `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` at an apostrophe, 0 when there is none.
  @inline(__always)
  func contractionLength(at offset: Int) -> Int {
    guard offset &+ 1 < count else { return 0 }
    let second = offset &+ 2 < count ? text[offset &+ 2] : 0
    switch text[offset &+ 1] {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"): return second == UInt8(ascii: "e") ? 3 : 0
    case UInt8(ascii: "l"): return second == UInt8(ascii: "l") ? 3 : 0
    default: return 0
    }
  }

  /// The same in any case; U+017F, the long s, differs from s only in case.
  @inline(__always)
  func contractionLengthInAnyCase(at offset: Int) -> Int {
    guard offset &+ 1 < count else { return 0 }
    let second = offset &+ 2 < count ? text[offset &+ 2] : 0
    // A set bit 5 makes ASCII letters small, and none of these out of what is not a letter.
    switch text[offset &+ 1] | 0x20 {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"): return second | 0x20 == UInt8(ascii: "e") ? 3 : 0
    case UInt8(ascii: "l"): return second | 0x20 == UInt8(ascii: "l") ? 3 : 0
    default: return text[offset &+ 1] == 0xC5 && second == 0xBF ? 3 : 0
    }
  }
}
