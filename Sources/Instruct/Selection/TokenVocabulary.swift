import Text

/// Numbers for tokens, given in order of first appearance; exact, since the bytes are compared.
struct TokenVocabulary: Sendable {
  private var bytes: [UInt8] = []
  private var starts: [Int] = [0]
  private var hashes: [UInt64] = []
  /// Open addressing with linear probing, load at most one half; 0 is empty, else number + 1.
  private var slots = [UInt32](repeating: 0, count: 1024)

  var count: Int { hashes.count }

  /// The number of a token, which joins the vocabulary if it is new.
  mutating func number(of token: borrowing Span<UInt8>) -> UInt32 {
    let hash = StableHash.hash64(token)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let known = Int(slots[slot] - 1)
      if hashes[known] == hash, isEqual(known, token) { return UInt32(known) }
      slot = (slot + 1) & mask
    }
    let number = UInt32(count)
    slots[slot] = number + 1
    hashes.append(hash)
    token.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    starts.append(bytes.count)
    if count * 2 > slots.count { grow() }
    return number
  }

  private func isEqual(_ known: Int, _ token: borrowing Span<UInt8>) -> Bool {
    let start = starts[known]
    guard starts[known + 1] - start == token.count else { return false }
    for offset in 0..<token.count where bytes[start + offset] != token[offset] { return false }
    return true
  }

  private mutating func grow() {
    var larger = [UInt32](repeating: 0, count: slots.count * 2)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (larger.count - 1)
      while larger[slot] != 0 { slot = (slot + 1) & (larger.count - 1) }
      larger[slot] = UInt32(number) + 1
    }
    slots = larger
  }
}
