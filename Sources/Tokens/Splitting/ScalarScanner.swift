/// Reads the class and the length of the scalar at a byte offset; one byte of "other" where the
/// bytes are not well-formed UTF-8.
struct ScalarScanner {
  let text: UnsafePointer<UInt8>
  let count: Int
  private let bytes = SplitClass.bytes
  private let classes = SplitClass.table.values

  init(_ text: UnsafePointer<UInt8>, count: Int) {
    self.text = text
    self.count = count
  }

  /// The class of the scalar at `offset`, which is less than `count`, and its bytes.
  @inline(__always)
  func scalar(at offset: Int) -> (splitClass: UInt8, length: Int) {
    let found = bytes[Int(text[offset])]
    return found & SplitClass.multibyte == 0 ? (found, 1) : multibyteScalar(at: offset)
  }

  /// The end of the run of scalars whose class has `value` under `mask`, from `offset` on.
  @inline(__always)
  func endOfRun(of value: UInt8, mask: UInt8, from offset: Int) -> Int {
    var offset = offset
    while offset < count {
      let found = bytes[Int(text[offset])]
      if found & (mask | SplitClass.multibyte) == value {
        offset &+= 1
        continue
      }
      guard found & SplitClass.multibyte != 0 else { break }
      let scalar = multibyteScalar(at: offset)
      guard scalar.splitClass & mask == value else { break }
      offset &+= scalar.length
    }
    return offset
  }

  /// The end of the run of scalars of one kind: letter, number, white space or other.
  @inline(__always)
  func endOfRun(ofKind kind: UInt8, from offset: Int) -> Int {
    endOfRun(of: kind, mask: SplitClass.kindMask, from: offset)
  }

  @inline(never)
  private func multibyteScalar(at offset: Int) -> (splitClass: UInt8, length: Int) {
    var scalar: UInt32 = 0
    let size = UTF8Decoding.scalar(text + offset, count: count &- offset, &scalar)
    return size == 0 ? (SplitClass.other, 1) : (classes[Int(scalar)], size)
  }
}

extension ScalarScanner {
  /// The last place at which every known pattern begins a word whatever surrounds the text, or 0.
  ///
  /// Behind a letter or a number, where anything else but a mark or an apostrophe follows.
  static func lastSureBreak(in text: UnsafeBufferPointer<UInt8>) -> Int {
    guard let start = text.baseAddress else { return 0 }
    let end = ScalarText.completeEnd(of: text)
    guard end > 0 else { return 0 }
    let scanner = ScalarScanner(start, count: end)
    var place = ScalarText.start(before: end, in: text)
    while place > 0 {
      let before = ScalarText.start(before: place, in: text)
      let first = scanner.scalar(at: before).splitClass & SplitClass.kindMask
      let second = scanner.scalar(at: place).splitClass
      let isMark =
        second & SplitClass.kindMask == SplitClass.other && second & SplitClass.small != 0
      if first == SplitClass.letter || first == SplitClass.number,
        second & SplitClass.kindMask != first, !isMark, start[place] != UInt8(ascii: "'")
      {
        return place
      }
      place = before
    }
    return 0
  }
}

enum UTF8Decoding {
  /// Decodes the scalar of two or more bytes at `text`; its length, or 0 where it is not well
  /// formed.
  ///
  /// `count` is at least 1. Lone surrogates and overlong forms are not well formed.
  @inline(__always)
  static func scalar(_ text: UnsafePointer<UInt8>, count: Int, _ scalar: inout UInt32) -> Int {
    let lead = UInt32(text[0])
    guard lead >= 0xC2, count >= 2 else { return 0 }
    let second = UInt32(text[1])
    guard second & 0xC0 == 0x80 else { return 0 }
    if lead < 0xE0 {
      scalar = (lead & 0x1F) << 6 | second & 0x3F
      return 2
    }
    guard count >= 3 else { return 0 }
    let third = UInt32(text[2])
    guard third & 0xC0 == 0x80 else { return 0 }
    let three = (lead & 0xF) << 12 | (second & 0x3F) << 6 | third & 0x3F
    if lead < 0xF0 {
      guard three >= 0x800, three & 0xF800 != 0xD800 else { return 0 }
      scalar = three
      return 3
    }
    guard count >= 4, text[3] & 0xC0 == 0x80 else { return 0 }
    let four = three << 6 | UInt32(text[3]) & 0x3F
    guard lead <= 0xF4, four >= 0x10000, four <= 0x10FFFF else { return 0 }
    scalar = four
    return 4
  }
}
