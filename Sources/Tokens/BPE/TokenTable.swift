internal import Glibc

/// Finds the id of a token by its bytes.
///
/// Open addressing over one arena of bytes; of two tokens with the same bytes the lower id counts,
/// and empty tokens are not found.
final class TokenTable: Sendable {
  private static let empty = UInt64.max
  /// The part of a hash that stands in its slot above the id, so that most other tokens are told
  /// apart without a look at their bytes.
  private static let tagBits: UInt64 = 0xFFFF_FFFF_0000_0000

  private let tokens: ByteStrings
  /// Tag and id.
  private let slots: [UInt64]
  private let mask: Int

  /// - Parameters:
  ///   - tokens: bytes by id.
  ///   - longest: bytes of the longest token that is to be found.
  convenience init(_ tokens: [[UInt8]], longest: Int = .max) {
    self.init(ByteStrings(tokens), longest: longest)
  }

  /// As the other form.
  init(_ tokens: ByteStrings, longest: Int = .max) {
    var count = tokens.count
    if longest < .max {
      count = (0..<count).reduce(0) {
        $0 + (tokens.withBytes(at: $1) { $0.count <= longest ? 1 : 0 })
      }
    }
    var bits = 4
    while 1 << bits < count * 2 { bits += 1 }
    let mask = 1 << bits - 1
    var slots = [UInt64](repeating: Self.empty, count: 1 << bits)
    for id in 0..<tokens.count {
      tokens.withBytes(at: id) { key in
        guard let start = key.baseAddress, (1...longest).contains(key.count) else { return }
        let hash = BytesHash.hash(start, count: key.count)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != Self.empty {
          if Self.holds(slots[slot], hash, key, tokens) { return }
          slot = (slot + 1) & mask
        }
        slots[slot] = hash & Self.tagBits | UInt64(id)
      }
    }
    (self.tokens, self.slots, self.mask) = (tokens, slots, mask)
  }

  /// The id of the token with these bytes; nil when there is none.
  func id(of key: UnsafeBufferPointer<UInt8>) -> UInt32? {
    guard let start = key.baseAddress, !key.isEmpty else { return nil }
    let hash = BytesHash.hash(start, count: key.count)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != Self.empty {
      if Self.holds(slots[slot], hash, key, tokens) {
        return UInt32(truncatingIfNeeded: slots[slot])
      }
      slot = (slot + 1) & mask
    }
    return nil
  }

  func id(of key: [UInt8]) -> UInt32? { key.withUnsafeBufferPointer { id(of: $0) } }

  @inline(__always)
  private static func holds(
    _ slot: UInt64, _ hash: UInt64, _ key: UnsafeBufferPointer<UInt8>, _ tokens: ByteStrings
  ) -> Bool {
    guard (slot ^ hash) & tagBits == 0 else { return false }
    return tokens.withBytes(at: Int(UInt32(truncatingIfNeeded: slot))) { token in
      guard token.count == key.count, let left = token.baseAddress, let right = key.baseAddress
      else { return false }
      return memcmp(left, right, key.count) == 0
    }
  }
}
