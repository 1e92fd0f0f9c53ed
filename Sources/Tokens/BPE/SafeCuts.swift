/// Places at which a word can be cut without changing its tokens.
///
/// Tokens join across the border of two units only if some merge has a left token that ends with the
/// first unit and a right token that starts with the second. Where no merge has, both sides encode as
/// they would alone. This keeps the cost of a text without spaces near linear and lets the word cache
/// serve vocabularies that do not split text at all (Llama 2).
///
/// The pairs are kept as bits under a hash: a collision only hides a safe place.
final class SafeCuts: Sendable {
  private static let bits: UInt32 = 18

  private let joins: [UInt64]
  private let isByteLevel: Bool

  /// - Returns: nil when units of a word depend on their neighbours, so that no place is safe.
  init?(_ rules: BytePairRules, tokens: [[UInt8]], units: UnitTable) {
    guard units.isUniform else { return nil }
    isByteLevel = rules.units == .bytes
    var joins = [UInt64](repeating: 0, count: 1 << (Int(Self.bits) - 6))
    for merge in rules.merges {
      let left = tokens[Int(merge.left)]
      let right = tokens[Int(merge.right)]
      guard let last = left.last, let first = right.first else { return nil }
      var pair = (UInt32(last), UInt32(first))
      if !isByteLevel {
        // A merge of byte tokens joins bytes, not the characters of their names.
        guard ByteTokens.byte(of: left) == nil, ByteTokens.byte(of: right) == nil,
          let before = String(decoding: left, as: UTF8.self).unicodeScalars.last,
          let after = String(decoding: right, as: UTF8.self).unicodeScalars.first
        else { return nil }
        pair = (before.value, after.value)
      }
      let bit = Self.bit(pair.0, pair.1)
      joins[bit >> 6] |= 1 << UInt64(bit & 63)
    }
    self.joins = joins
  }

  /// Whether the place between two ASCII characters is safe.
  func isSafe(between first: UInt8, and second: UInt8) -> Bool {
    let bit = Self.bit(UInt32(first), UInt32(second))
    return joins[bit >> 6] >> UInt64(bit & 63) & 1 == 0
  }

  /// Calls `body` with the parts of a word between safe places, in order.
  func forEachPart(
    of word: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    guard let base = word.baseAddress else { return }
    joins.withUnsafeBufferPointer { joins in
      var start = 0
      var offset = 0
      var previous = UInt32.max
      while offset < word.count {
        let (unit, length) =
          isByteLevel
          ? (value: UInt32(base[offset]), length: 1) : ScalarText.decode(word, at: offset)
        let bit = Self.bit(previous, unit)
        if offset > start, joins[bit &>> 6] &>> UInt64(bit & 63) & 1 == 0 {
          body(UnsafeBufferPointer(start: base + start, count: offset - start))
          start = offset
        }
        previous = unit
        offset &+= length
      }
      body(UnsafeBufferPointer(start: base + start, count: word.count - start))
    }
  }

  @inline(__always)
  private static func bit(_ first: UInt32, _ second: UInt32) -> Int {
    let mixed = (first &* 0x9E37_79B1) ^ (second &* 0x85EB_CA77)
    return Int((mixed &* 0xC2B2_AE3D) &>> (32 - bits))
  }
}
