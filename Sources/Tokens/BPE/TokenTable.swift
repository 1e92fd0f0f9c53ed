/// Finds the id of a token by its bytes.
///
/// Open addressing over one arena of bytes; of two tokens with the same bytes the lower id counts,
/// and empty tokens are not found. Unchecked: never written after `init`.
final class TokenTable: @unchecked Sendable {
  private static let empty = UInt32.max

  private var bytes: [UInt8] = []
  private var starts: [Int] = [0]
  private var slots: [UInt32]
  private let mask: Int

  /// - Parameter tokens: bytes by id.
  init(_ tokens: [[UInt8]]) {
    var bits = 4
    while 1 << bits < tokens.count * 2 { bits += 1 }
    mask = 1 << bits - 1
    slots = [UInt32](repeating: Self.empty, count: 1 << bits)
    bytes.reserveCapacity(tokens.reduce(0) { $0 + $1.count })
    starts.reserveCapacity(tokens.count + 1)
    for token in tokens {
      bytes.append(contentsOf: token)
      starts.append(bytes.count)
    }
    for (id, token) in tokens.enumerated() where !token.isEmpty {
      token.withUnsafeBufferPointer { key in
        var slot = Self.hash(key) & mask
        while slots[slot] != Self.empty {
          if isToken(slots[slot], key) { return }
          slot = (slot + 1) & mask
        }
        slots[slot] = UInt32(id)
      }
    }
  }

  /// The id of the token with these bytes; nil when there is none.
  func id(of key: UnsafeBufferPointer<UInt8>) -> UInt32? {
    guard !key.isEmpty else { return nil }
    var slot = Self.hash(key) & mask
    while slots[slot] != Self.empty {
      if isToken(slots[slot], key) { return slots[slot] }
      slot = (slot + 1) & mask
    }
    return nil
  }

  func id(of key: [UInt8]) -> UInt32? { key.withUnsafeBufferPointer { id(of: $0) } }

  private func isToken(_ id: UInt32, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
    let range = starts[Int(id)]..<starts[Int(id) + 1]
    return range.count == key.count && bytes[range].elementsEqual(key)
  }

  private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: hash ^ hash &>> 32)
  }
}
