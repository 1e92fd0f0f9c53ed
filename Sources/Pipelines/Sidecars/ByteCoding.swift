extension UnsafeRawBufferPointer {
  /// Reads an integer of `appendLEB128` and moves the offset behind it; nil where it is cut short or
  /// longer than nine bytes.
  @inlinable
  public func leb128(at offset: inout Int) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < count, shift <= 56 {
      let byte = self[offset]
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}

extension [UInt8] {
  /// Appends an integer in little-endian order.
  @inlinable
  public mutating func appendInteger<Value: FixedWidthInteger>(_ value: Value) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  /// Appends an unsigned integer in base 128, seven bits a byte, least significant first.
  public mutating func appendLEB128(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  /// The little-endian integer at an offset, or nil past the end.
  @inlinable
  public func integer<Value: FixedWidthInteger>(at offset: Int, as: Value.Type = Value.self)
    -> Value?
  {
    let size = MemoryLayout<Value>.size
    guard offset >= 0, offset <= count - size else { return nil }
    return withUnsafeBytes {
      Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
  }
}
