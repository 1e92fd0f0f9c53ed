internal import Text

/// Text as scalars: bytes that are not well-formed UTF-8 are kept, each as a value of its own.
enum ScalarText {
  /// Values from here on stand for one byte each that belongs to no well-formed sequence.
  static let illFormed: UInt32 = 0x110000

  /// The scalar, or `illFormed` plus the byte, at an offset below the count, and its length.
  @inline(__always)
  static func decode(
    _ text: UnsafeBufferPointer<UInt8>, at offset: Int
  ) -> (value: UInt32, length: Int) {
    let lead = UInt32(text[offset])
    if lead < 0x80 { return (lead, 1) }
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard lead >= 0xC2, lead <= 0xF4, offset &+ length <= text.count else {
      return (illFormed | lead, 1)
    }
    var value = lead & (0x7F &>> UInt32(length))
    for index in 1..<length {
      let byte = UInt32(text[offset &+ index])
      if byte & 0xC0 != 0x80 { return (illFormed | lead, 1) }
      value = value &<< 6 | byte & 0x3F
    }
    let minimum: UInt32 = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80
    guard value >= minimum, value < illFormed, value &>> 11 != 0x1B else {
      return (illFormed | lead, 1)
    }
    return (value, length)
  }

  /// The offset of the scalar or ill-formed byte that ends at an offset above 0.
  static func start(before end: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    for length in 1...4 where length <= end {
      if text[end - length] & 0xC0 == 0x80 { continue }
      return decode(text, at: end - length).length == length ? end - length : end - 1
    }
    return end - 1
  }

  /// Where the bytes end that are whole scalars whatever follows.
  static func completeEnd(of text: UnsafeBufferPointer<UInt8>) -> Int {
    for length in 1...3 where length <= text.count {
      let byte = text[text.count - length]
      if byte & 0xC0 == 0x80 { continue }
      let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1
      return needed > length ? text.count - length : text.count
    }
    return text.count
  }

  /// Appends the UTF-8 of a scalar, or the byte that an `illFormed` value stands for.
  @inline(__always)
  static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    if value >= illFormed {
      bytes.append(UInt8(truncatingIfNeeded: value))
    } else {
      DecodedScalar.append(value, to: &bytes)
    }
  }

  /// The first offset from `offset` on whose byte is not ASCII, or the count.
  @inline(__always)
  static func skipASCII(_ text: UnsafeBufferPointer<UInt8>, from offset: Int) -> Int {
    guard let start = text.baseAddress else { return offset }
    var offset = offset
    while offset &+ 8 <= text.count {
      let word = UnsafeRawPointer(start + offset).loadUnaligned(as: UInt64.self).littleEndian
      let high = word & 0x8080_8080_8080_8080
      if high != 0 { return offset &+ high.trailingZeroBitCount &>> 3 }
      offset &+= 8
    }
    while offset < text.count, start[offset] < 0x80 { offset &+= 1 }
    return offset
  }
}
