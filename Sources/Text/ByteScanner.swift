/// Finds where words and the gaps between them end, eight bytes at a time where text is ASCII.
///
/// The byte-parallel comparisons are the classical ones: adding a constant to seven-bit bytes carries
/// into the eighth bit exactly when a bound is passed.
struct ByteScanner {
  let bytes: UnsafePointer<UInt8>
  let limit: Int
  let classes: UnsafePointer<UInt8>

  private static let highBits: UInt64 = 0x8080_8080_8080_8080
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// Whether a byte is an ASCII letter or digit.
  @inline(__always)
  static func isASCIIWord(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
  }

  /// The offset of the first byte from `offset` on that is not white space, or the limit.
  @inline(__always)
  func skipSpace(from offset: Int) -> Int {
    var offset = offset
    while offset < limit {
      let length = spaceLength(at: offset)
      if length == 0 { break }
      offset &+= length
    }
    return offset
  }

  /// The offset of the next white space, or the limit.
  @inline(__always)
  func endOfPiece(from start: Int) -> Int {
    let raw = UnsafeRawPointer(bytes)
    var offset = start
    while offset < limit {
      if offset &+ 8 <= limit {
        let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
        // Bytes below 0x21 borrow; the lowest flagged byte is always a true one.
        let special = ((word &- Self.ones &* 0x21) & ~word | word) & Self.highBits
        if special == 0 {
          offset &+= 8
          continue
        }
        offset &+= special.trailingZeroBitCount &>> 3
      }
      let byte = bytes[offset]
      if byte > 0x20, byte < 0x80 {
        offset &+= 1
      } else if spaceLength(at: offset) > 0 {
        return offset
      } else {
        offset &+= byte < 0x80 ? 1 : DecodedScalar(at: offset, of: bytes, end: limit).length
      }
    }
    return limit
  }

  /// The offset of the first letter, mark or number from `offset` on, or the limit.
  @inline(__always)
  func skipNonWord(from offset: Int) -> Int {
    var offset = offset
    while offset < limit {
      let byte = bytes[offset]
      if byte < 0x80 {
        if Self.isASCIIWord(byte) { break }
        offset &+= 1
      } else {
        let scalar = DecodedScalar(at: offset, of: bytes, end: limit)
        if classes[Int(scalar.value)] & ScalarClass.alphanumeric.rawValue != 0 { break }
        offset &+= scalar.length
      }
    }
    return offset
  }

  /// The end of the run of letters, marks and numbers that starts at an offset.
  @inline(__always)
  func endOfRun(from start: Int) -> (end: Int, isASCII: Bool) {
    let raw = UnsafeRawPointer(bytes)
    var offset = start
    while offset &+ 8 <= limit {
      let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
      let other = Self.nonWordBytes(word)
      if other == 0 {
        offset &+= 8
        continue
      }
      offset &+= other.trailingZeroBitCount &>> 3
      if bytes[offset] < 0x80 { return (offset, true) }
      return endOfMixedRun(from: offset)
    }
    while offset < limit {
      if bytes[offset] >= 0x80 { return endOfMixedRun(from: offset) }
      if !Self.isASCIIWord(bytes[offset]) { break }
      offset &+= 1
    }
    return (offset, true)
  }

  /// `endOfRun` from the first byte outside ASCII on.
  private func endOfMixedRun(from start: Int) -> (end: Int, isASCII: Bool) {
    var offset = start
    var isASCII = true
    while offset < limit {
      let scalar = DecodedScalar(at: offset, of: bytes, end: limit)
      guard classes[Int(scalar.value)] & ScalarClass.alphanumeric.rawValue != 0 else { break }
      if scalar.value >= 0x80 { isASCII = false }
      offset &+= scalar.length
    }
    return (offset, isASCII)
  }

  /// The high bit of each byte that is no ASCII letter or digit.
  @inline(__always)
  private static func nonWordBytes(_ word: UInt64) -> UInt64 {
    let low = word & ~highBits
    let folded = low | ones &* 0x20
    let letter = (folded &+ ones &* (0x80 - 0x61)) & ~(folded &+ ones &* (0x7F - 0x7A))
    let digit = (low &+ ones &* (0x80 - 0x30)) & ~(low &+ ones &* (0x7F - 0x39))
    return (~(letter | digit) | word) & highBits
  }

  /// The bytes of the white-space scalar at an offset, or 0.
  @inline(__always)
  private func spaceLength(at offset: Int) -> Int {
    let byte = bytes[offset]
    if byte < 0x80 { return byte == 0x20 || byte &- 0x09 < 5 ? 1 : 0 }
    // White space outside ASCII starts with one of four bytes; other scalars need no decoding.
    guard byte == 0xC2 || byte == 0xE1 || byte == 0xE2 || byte == 0xE3 else { return 0 }
    let scalar = DecodedScalar(at: offset, of: bytes, end: limit)
    return classes[Int(scalar.value)] & ScalarClass.whitespace.rawValue != 0 ? scalar.length : 0
  }
}
