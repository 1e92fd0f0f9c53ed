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
