/// One Unicode scalar of a UTF-8 text and the bytes it takes there.
public struct DecodedScalar: Sendable, Equatable {
  public var value: UInt32
  public var length: Int

  @inlinable
  public init(value: UInt32, length: Int) {
    self.value = value
    self.length = length
  }

  /// Decodes the scalar that starts at a byte of valid UTF-8.
  ///
  /// Never reads past `end`; a sequence cut short there gives U+FFFD of length 1.
  /// - Parameters:
  ///   - offset: byte offset of the scalar; must be below `end`.
  ///   - bytes: start of the text.
  ///   - end: byte offset of the end of the text.
  @inlinable @inline(__always)
  public init(at offset: Int, of bytes: UnsafePointer<UInt8>, end: Int) {
    let lead = bytes[offset]
    if lead < 0x80 {
      self.init(value: UInt32(lead), length: 1)
      return
    }
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard offset &+ length <= end, lead >= 0xC0 else {
      self.init(value: 0xFFFD, length: 1)
      return
    }
    var value = UInt32(lead) & (0x7F &>> UInt32(length))
    var index = 1
    while index < length {
      value = value &<< 6 | UInt32(bytes[offset &+ index]) & 0x3F
      index &+= 1
    }
    self.init(value: value <= 0x10_FFFF ? value : 0xFFFD, length: length)
  }

  /// Appends the UTF-8 of a scalar value.
  @inlinable
  public static func append(
    _ value: UInt32, to bytes: inout some RangeReplaceableCollection<UInt8>
  ) {
    func continuation(_ shift: UInt32) -> UInt8 {
      UInt8(truncatingIfNeeded: value &>> shift) & 0x3F | 0x80
    }
    switch value {
    case ..<0x80:
      bytes.append(UInt8(truncatingIfNeeded: value))
    case ..<0x800:
      bytes.append(UInt8(truncatingIfNeeded: value &>> 6) | 0xC0)
      bytes.append(continuation(0))
    case ..<0x1_0000:
      bytes.append(UInt8(truncatingIfNeeded: value &>> 12) | 0xE0)
      bytes.append(continuation(6))
      bytes.append(continuation(0))
    default:
      bytes.append(UInt8(truncatingIfNeeded: value &>> 18) | 0xF0)
      bytes.append(continuation(12))
      bytes.append(continuation(6))
      bytes.append(continuation(0))
    }
  }

  /// Writes the UTF-8 of a scalar value, at most four bytes, and returns the offset behind it.
  ///
  /// For loops in which appending costs more than the work; `bytes` has room.
  @inlinable @inline(__always)
  public static func write(
    _ value: UInt32, to bytes: UnsafeMutablePointer<UInt8>, at offset: Int
  ) -> Int {
    func put(_ index: Int, _ byte: UInt32) {
      bytes[offset &+ index] = UInt8(truncatingIfNeeded: byte)
    }
    func continuation(_ shift: UInt32) -> UInt32 { (value &>> shift) & 0x3F | 0x80 }
    switch value {
    case ..<0x80:
      put(0, value)
      return offset &+ 1
    case ..<0x800:
      put(0, value &>> 6 | 0xC0)
      put(1, continuation(0))
      return offset &+ 2
    case ..<0x1_0000:
      put(0, value &>> 12 | 0xE0)
      put(1, continuation(6))
      put(2, continuation(0))
      return offset &+ 3
    default:
      put(0, value &>> 18 | 0xF0)
      put(1, continuation(12))
      put(2, continuation(6))
      put(3, continuation(0))
      return offset &+ 4
    }
  }
}
