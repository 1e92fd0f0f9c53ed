/// Trims and asks about white space as Python's `strip` and `split` do.
///
/// That is Unicode `White_Space` and the four separators U+001C to U+001F.
public enum TextTrimming {
  /// The part of a range without white space at its ends; empty (at its end) when all is white space.
  @inline(__always)
  public static func trimmed(
    _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int
  ) -> Range<Int> {
    var first = start
    while first < end {
      let length = spaceLength(bytes, at: first, end: end)
      if length == 0 { break }
      first &+= length
    }
    var last = end
    while last > first {
      var previous = last &- 1
      while previous > first, bytes[previous] & 0xC0 == 0x80 { previous &-= 1 }
      let length = spaceLength(bytes, at: previous, end: last)
      if length == 0 || previous &+ length != last { break }
      last = previous
    }
    return first..<last
  }

  /// The bytes of the white-space scalar at an offset, or 0 when it is something else.
  @inline(__always)
  public static func spaceLength(_ bytes: UnsafePointer<UInt8>, at offset: Int, end: Int) -> Int {
    let byte = bytes[offset]
    if byte < 0x80 {
      return byte == 0x20 || byte &- 0x09 < 5 || byte &- 0x1C < 4 ? 1 : 0
    }
    guard byte == 0xC2 || byte == 0xE1 || byte == 0xE2 || byte == 0xE3 else { return 0 }
    let scalar = DecodedScalar(at: offset, of: bytes, end: end)
    return ScalarTables.shared.scalarClass(of: scalar.value).contains(.whitespace)
      ? scalar.length : 0
  }
}
