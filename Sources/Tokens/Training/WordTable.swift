internal import Glibc
internal import Text

/// Different words with their counts, in the order of first sight; open addressing by stable hash.
struct WordTable {
  struct Entry {
    var hash: UInt64
    var count: UInt64
    var offset: Int
    var length: Int
  }

  private static let initialSlots = 1 << 12

  private(set) var entries = ContiguousArray<Entry>()
  /// The bytes of all words, end to end.
  private(set) var bytes = ContiguousArray<UInt8>()
  private var slots = ContiguousArray<UInt32>(repeating: .max, count: initialSlots)

  var memoryBytes: Int {
    bytes.count + entries.count * MemoryLayout<Entry>.stride + slots.count * 4
  }

  /// Counts one sighting of a word.
  mutating func count(_ word: UnsafeBufferPointer<UInt8>) {
    add(1, of: word, hash: StableHash.hash64(word))
  }

  /// Adds sightings of a word whose stable hash is known.
  mutating func add(_ count: UInt64, of word: UnsafeBufferPointer<UInt8>, hash: UInt64) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != .max {
      let index = Int(slots[slot])
      if entries[index].hash == hash, isEqual(entries[index], word) {
        entries[index].count &+= count
        return
      }
      slot = (slot + 1) & mask
    }
    slots[slot] = UInt32(entries.count)
    entries.append(Entry(hash: hash, count: count, offset: bytes.count, length: word.count))
    bytes.append(contentsOf: word)
    if entries.count * 2 > slots.count { grow() }
  }

  private func isEqual(_ entry: Entry, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    guard entry.length == word.count, let start = word.baseAddress else { return false }
    return bytes.withUnsafeBufferPointer { all in
      guard let base = all.baseAddress else { return false }
      return memcmp(base + entry.offset, start, entry.length) == 0
    }
  }

  private mutating func grow() {
    slots = ContiguousArray(repeating: .max, count: slots.count * 2)
    let mask = slots.count - 1
    for (index, entry) in entries.enumerated() {
      var slot = Int(truncatingIfNeeded: entry.hash) & mask
      while slots[slot] != .max { slot = (slot + 1) & mask }
      slots[slot] = UInt32(index)
    }
  }
}
