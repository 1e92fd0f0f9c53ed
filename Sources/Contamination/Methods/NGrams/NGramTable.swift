/// An open-addressing table from 64-bit keys to numbers, linear probing, at most four fifths full.
///
/// A slot is one 64-bit word: the key's low half and the number plus one; the slot's place comes from
/// the key's high half. Equal keys may be inserted again and again (different n-grams may share a
/// key): a search yields every number that fits, and the caller compares units.
struct NGramTable: Sendable {
  private var slots: ContiguousArray<UInt64>

  /// - Parameter count: how many entries will be inserted at most.
  init(capacity count: Int) {
    slots = ContiguousArray(repeating: 0, count: count + count / 4 + 2)
  }

  /// Adds an entry; the number must be below 2^32 - 1.
  mutating func insert(_ number: UInt32, for key: UInt64) {
    var position = start(of: key)
    while slots[position] != 0 { position = next(position) }
    slots[position] = key << 32 | UInt64(number) + 1
  }

  /// The first number under a key that the caller confirms, or nil.
  @inline(__always)
  func first(for key: UInt64, where isRight: (UInt32) -> Bool) -> UInt32? {
    var position = start(of: key)
    let tag = key << 32
    while true {
      let slot = slots[position]
      if slot == 0 { return nil }
      if slot & 0xFFFF_FFFF_0000_0000 == tag {
        let number = UInt32(truncatingIfNeeded: slot) &- 1
        if isRight(number) { return number }
      }
      position = next(position)
    }
  }

  private func start(of key: UInt64) -> Int {
    Int(truncatingIfNeeded: key.multipliedFullWidth(by: UInt64(slots.count)).high)
  }

  private func next(_ position: Int) -> Int {
    position + 1 == slots.count ? 0 : position + 1
  }
}
