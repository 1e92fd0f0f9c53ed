/// Which pairs of tokens join, in which order, and into what: the compiled merges of a vocabulary.
///
/// One open-addressing table keyed by both ids, at most a quarter full: a look-up is one cache line
/// in nearly every case. Unchecked: never written after `init`.
final class MergeTable: @unchecked Sendable {
  /// Value of a pair that does not merge; larger than that of every pair that does.
  static let none = UInt64.max

  private struct Entry {
    var pair: UInt64
    /// Rank in the high half, merged id in the low half: comparing values compares ranks.
    var value: UInt64
  }

  private let entries: UnsafeMutablePointer<Entry>
  private let mask: Int
  private let shift: UInt64

  /// Compiles merges; of two of the same pair the later counts, as in the readers of Hugging Face.
  init(_ merges: [TokenMerge]) {
    var bits = 10
    while 1 << bits < merges.count * 4 { bits += 1 }
    mask = 1 << bits - 1
    shift = UInt64(64 - bits)
    entries = .allocate(capacity: 1 << bits)
    entries.initialize(repeating: Entry(pair: .max, value: Self.none), count: 1 << bits)
    for merge in merges {
      let pair = UInt64(merge.left) << 32 | UInt64(merge.right)
      var slot = self.slot(pair)
      while entries[slot].pair != .max, entries[slot].pair != pair { slot = (slot + 1) & mask }
      entries[slot] = Entry(pair: pair, value: UInt64(merge.rank) << 32 | UInt64(merge.merged))
    }
  }

  deinit { entries.deallocate() }

  @inline(__always)
  private func slot(_ pair: UInt64) -> Int {
    Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) &>> shift)
  }

  /// Rank (high half) and merged id (low half) of a pair, or `none`.
  @inline(__always)
  func value(_ left: UInt32, _ right: UInt32) -> UInt64 {
    let pair = UInt64(left) << 32 | UInt64(right)
    var slot = slot(pair)
    while true {
      let entry = entries[slot]
      if entry.pair == pair { return entry.value }
      if entry.pair == .max { return Self.none }
      slot = (slot &+ 1) & mask
    }
  }
}
