/// Counts Unicode scalars: what rules call characters.
public enum ScalarCount {
  /// The number of scalars in a part of a text.
  ///
  /// - Parameters:
  ///   - text: valid UTF-8.
  ///   - start: byte offset of the part.
  ///   - end: byte offset behind the part.
  public static func count(in text: Span<UInt8>, from start: Int, to end: Int) -> Int {
    text.withUnsafeBufferPointer { buffer in
      guard let bytes = buffer.baseAddress else { return 0 }
      return count(bytes + start, end - start)
    }
  }

  /// The number of scalars in so many bytes: those that do not continue a scalar.
  @inlinable @inline(__always)
  public static func count(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> Int {
    var count = 0
    for offset in 0..<length { count &+= bytes[offset] & 0xC0 == 0x80 ? 0 : 1 }
    return count
  }
}
