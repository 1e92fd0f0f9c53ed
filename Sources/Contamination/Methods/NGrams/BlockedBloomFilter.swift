/// A set of 64-bit keys that may say yes wrongly (about once in 200 at 16 bits a key), never no.
///
/// All bits of a key are in one 64-bit word: a probe is one cache miss at most.
/// Source: Putze, Sanders and Singler 2007, "Cache-, hash- and space-efficient Bloom filters", with
/// blocks of one word.
struct BlockedBloomFilter: Sendable {
  /// The words; copy the pointer to them out of loops.
  private(set) var words: ContiguousArray<UInt64>

  /// - Parameters:
  ///   - keys: how many keys will be inserted.
  ///   - bitsPerKey: memory; 16 keeps false answers rare.
  init(keys: Int, bitsPerKey: Int = 16) {
    words = ContiguousArray(repeating: 0, count: max(1, keys * bitsPerKey / 64))
  }

  mutating func insert(_ key: UInt64) {
    words[Self.position(of: key, count: UInt64(words.count))] |= Self.bits(of: key)
  }

  /// Whether a key may be in the filter whose words are given.
  @inline(__always)
  static func mayContain(_ key: UInt64, in words: UnsafeBufferPointer<UInt64>) -> Bool {
    let bits = bits(of: key)
    let position = position(of: key, count: UInt64(truncatingIfNeeded: words.count))
    return words[position] & bits == bits
  }

  /// Four bits chosen by the key's low 24 bits.
  @inline(__always)
  private static func bits(of key: UInt64) -> UInt64 {
    1 &<< key | 1 &<< (key &>> 6) | 1 &<< (key &>> 12) | 1 &<< (key &>> 18)
  }

  /// The word chosen by the key's high bits, scaled without a division.
  @inline(__always)
  private static func position(of key: UInt64, count: UInt64) -> Int {
    Int(truncatingIfNeeded: key.multipliedFullWidth(by: count).high)
  }
}
