/// Counts Unicode scalars: what rules call characters.
public enum ScalarCount {
  /// Counts the scalars in a part of a text.
  ///
  /// - Parameters:
  ///   - text: valid UTF-8.
  ///   - start: byte offset of the part.
  ///   - end: byte offset behind the part.
  /// - Returns: the number of scalars.
  public static func count(in text: Span<UInt8>, from start: Int, to end: Int) -> Int {
    text.withUnsafeBufferPointer { buffer in
      guard let bytes = buffer.baseAddress else { return 0 }
      return count(bytes + start, end - start)
    }
  }

  /// The number of scalars in so many bytes: those that do not continue a scalar.
  @inlinable @inline(__always)
  public static func count(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> Int {
    var continuations = 0
    var offset = 0
    while offset &+ 8 <= length {
      let word = ByteLanes.load(bytes, at: offset)
      if word & ByteLanes.highBits != 0 {
        let flags = (word &>> 7) & ~(word &>> 6) & ByteLanes.ones
        // The product sums the flags of all bytes in the highest one.
        continuations &+= Int(truncatingIfNeeded: (flags &* ByteLanes.ones) &>> 56)
      }
      offset &+= 8
    }
    while offset < length {
      continuations &+= bytes[offset] & 0xC0 == 0x80 ? 1 : 0
      offset &+= 1
    }
    return length &- continuations
  }
}
