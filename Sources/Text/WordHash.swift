/// The 64-bit hash of a word's normalised bytes: the same bytes give the same value anywhere, always.
///
/// Words are short, so the bytes are taken eight at a time with a masked load for the rest; one or two
/// multiplications for most words (multiply-and-fold, as in `StableHash`).
public enum WordHash {
  private static let start: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let factor: UInt64 = 0xD6E8_FEB8_6659_FD93

  /// The hash of bytes that are already normalised.
  public static func hash(_ bytes: Span<UInt8>) -> UInt64 {
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return finish(start, 0, 0) }
      return hash(base, from: 0, to: buffer.count, limit: buffer.count, setting: 0)
    }
  }

  /// The hash of a word inside a text.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - first: byte offset of the word.
  ///   - end: byte offset behind the word.
  ///   - limit: the text's length; nothing is read from there on.
  ///   - setting: bits to set in every eight bytes before hashing, for case folding.
  /// - Returns: the hash of the word with those bits set.
  @inline(__always)
  static func hash(
    _ bytes: UnsafePointer<UInt8>, from first: Int, to end: Int, limit: Int, setting: UInt64
  ) -> UInt64 {
    let raw = UnsafeRawPointer(bytes)
    var state = start
    var offset = first
    while end &- offset >= 8 {
      let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
      state = StableHash.mix(state ^ (word | setting), factor)
      offset &+= 8
    }
    var tail: UInt64 = 0
    let rest = end &- offset
    if rest > 0 {
      if offset &+ 8 <= limit {
        tail = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
      } else {
        for index in 0..<rest { tail |= UInt64(bytes[offset &+ index]) &<< UInt64(8 &* index) }
      }
      tail = (tail | setting) & (UInt64.max &>> UInt64(64 &- 8 &* rest))
    }
    return finish(state, tail, end &- first)
  }

  @inline(__always)
  private static func finish(_ state: UInt64, _ tail: UInt64, _ length: Int) -> UInt64 {
    StableHash.mix(state ^ tail ^ UInt64(truncatingIfNeeded: length) &<< 56, start)
  }
}
