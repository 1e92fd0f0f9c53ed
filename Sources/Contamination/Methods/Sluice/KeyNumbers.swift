/// Numbers 64-bit keys from 0 in the order in which they first come.
///
/// Open addressing, at most half full: a million keys take a few tens of milliseconds, much less than
/// sorting them.
struct KeyNumbers {
  private(set) var keys: ContiguousArray<UInt64> = []
  private var slots: ContiguousArray<UInt32>
  private let shift: UInt64

  /// - Parameter count: how many keys there may be at most, below 2^31.
  init(capacity count: Int) {
    let bits = max(4, Int.bitWidth - (2 * count).leadingZeroBitCount)
    shift = UInt64(64 - bits)
    slots = ContiguousArray(repeating: 0, count: 1 << bits)
  }

  /// The number of a key, a new one for a new key.
  mutating func number(of key: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if keys[number] == key { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    keys.append(key)
    slots[slot] = UInt32(keys.count)
    return keys.count - 1
  }
}
