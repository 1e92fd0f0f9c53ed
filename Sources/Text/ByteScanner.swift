/// Finds where words and the gaps between them end, eight bytes at a time where text is ASCII.
struct ByteScanner {
  let bytes: UnsafePointer<UInt8>
  let limit: Int
  let classes: UnsafePointer<UInt8>

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
    var offset = start
    while offset < limit {
      if offset &+ 8 <= limit {
        let word = ByteLanes.load(bytes, at: offset)
        let special = ByteLanes.below(0x21, in: word) | word & ByteLanes.highBits
        if special == 0 {
          offset &+= 8
          continue
        }
        offset &+= ByteLanes.first(special)
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
    var offset = start
    while offset &+ 8 <= limit {
      let word = ByteLanes.load(bytes, at: offset)
      let other = ~(ByteLanes.letters(in: word) | ByteLanes.digits(in: word)) & ByteLanes.highBits
      if other == 0 {
        offset &+= 8
        continue
      }
      offset &+= ByteLanes.first(other)
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
