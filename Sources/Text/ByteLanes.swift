/// Eight bytes of text in one integer, asked about all at once.
///
/// Answers are the high bit of each byte that qualifies. In `below` and `equal` bytes above a qualifying one
/// may be flagged wrongly (the subtraction borrows), so only the lowest flag, and whether there is one, count.
public enum ByteLanes {
  /// The high bit of every byte.
  public static let highBits: UInt64 = 0x8080_8080_8080_8080
  /// The lowest bit of every byte: multiply by a byte to fill all eight with it.
  public static let ones: UInt64 = 0x0101_0101_0101_0101

  /// Reads eight bytes, the first of them lowest; all must belong to the text.
  @inlinable @inline(__always)
  public static func load(_ bytes: UnsafePointer<UInt8>, at offset: Int) -> UInt64 {
    UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
  }

  /// The index, from 0 to 7, of the lowest flagged byte of an answer that has one.
  @inlinable @inline(__always)
  public static func first(_ flags: UInt64) -> Int { flags.trailingZeroBitCount &>> 3 }

  /// Bytes below a bound of at most 0x80.
  @inlinable @inline(__always)
  public static func below(_ bound: UInt64, in word: UInt64) -> UInt64 {
    (word &- ones &* bound) & ~word & highBits
  }

  /// Bytes equal to a value.
  @inlinable @inline(__always)
  public static func equal(_ value: UInt64, in word: UInt64) -> UInt64 {
    let difference = word ^ (ones &* value)
    return (difference &- ones) & ~difference & highBits
  }

  /// ASCII letters; every flag is right.
  @inlinable @inline(__always)
  public static func letters(in word: UInt64) -> UInt64 {
    let folded = word & ~highBits | ones &* 0x20
    // A seven-bit byte carries into the eighth bit exactly when it passes the bound.
    return (folded &+ ones &* (0x80 - 0x61)) & ~(folded &+ ones &* (0x7F - 0x7A)) & ~word & highBits
  }

  /// ASCII digits; every flag is right.
  @inlinable @inline(__always)
  public static func digits(in word: UInt64) -> UInt64 {
    let low = word & ~highBits
    return (low &+ ones &* (0x80 - 0x30)) & ~(low &+ ones &* (0x7F - 0x39)) & ~word & highBits
  }
}
