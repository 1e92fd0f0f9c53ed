internal import Glibc
internal import Synchronization

/// The tokens of words already met: what makes encoding fast, since most words are repeated.
///
/// All workers share it: a word that one has merged is known to the others. Open addressing on a 64-bit
/// hash; up to seven bytes of a word and its first two tokens stand in the entry, which is all of most
/// words, and the bytes of a longer one are verified. Holds at most `maximumEntries` words, never evicts:
/// later words are merged each time. Memory: 16 MB of entries and, as they fill, up to 40 MB of bytes and
/// tokens.
///
/// Unchecked: an entry is written once, behind a lock, and its counts last; whoever sees the counts
/// sees the rest.
final class WordCache: @unchecked Sendable {
  static let longestWord = 255
  private static let slotBits = 19
  private static let maximumEntries = 1 << 18
  private static let maximumKeyBytes = 1 << 24
  private static let maximumTokens = 1 << 22
  private static let largePage = 2 << 20

  /// A word to look up, which stays where it is meanwhile.
  struct Query {
    fileprivate let word: UnsafePointer<UInt8>
    fileprivate let key: UInt64
    fileprivate let count: Int32
    /// Where the search starts.
    fileprivate let slot: Int32

    var bytes: UnsafeBufferPointer<UInt8> {
      UnsafeBufferPointer(start: word, count: Int(count))
    }
  }

  private struct Entry: ~Copyable {
    /// Bytes of the word, and 2^16 times the number of its tokens; 0 marks an empty slot.
    let counts = Atomic<UInt32>(0)
    var keyOffset: UInt32 = 0
    /// The bytes of a short word, else its hash.
    var key: UInt64 = 0
    var tokenOffset: UInt32 = 0
    var first: UInt32 = 0
    var second: UInt32 = 0
  }

  private struct Filling {
    var entries = 0
    var keyBytes = 0
    var tokens = 0
  }

  private let entries: UnsafeMutablePointer<Entry>
  private let keys: UnsafeMutablePointer<UInt8>
  private let tokens: UnsafeMutablePointer<UInt32>
  private let filling = Mutex(Filling())
  private let isFull = Atomic(false)

  init() {
    // All of it is written here: a page that is read before it is written is mapped twice, and the
    // second time stops every worker. Large pages make a look-up in it cheaper.
    let size = MemoryLayout<Entry>.stride << Self.slotBits
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Self.largePage)
    madvise(memory, size, MADV_HUGEPAGE)
    entries = memory.bindMemory(to: Entry.self, capacity: 1 << Self.slotBits)
    for slot in 0..<1 << Self.slotBits { (entries + slot).initialize(to: Entry()) }
    keys = .allocate(capacity: Self.maximumKeyBytes)
    tokens = .allocate(capacity: Self.maximumTokens)
  }

  deinit {
    UnsafeMutableRawPointer(entries).deallocate()
    keys.deallocate()
    tokens.deallocate()
  }

  /// What to look a word of 1 to `longestWord` bytes up with.
  @inline(__always)
  static func query(_ word: UnsafePointer<UInt8>, count: Int) -> Query {
    let key: UInt64
    let hash: UInt64
    if count < 8 {
      key = BytesHash.packed(word, count: count)
      hash = BytesHash.hash(packed: key, count: count)
    } else {
      key = BytesHash.hash(word, count: count)
      hash = key
    }
    return Query(
      word: word, key: key, count: Int32(truncatingIfNeeded: count),
      slot: Int32(truncatingIfNeeded: hash &>> UInt64(64 &- slotBits)))
  }

  /// Asks for the entry of a word that is looked up soon.
  ///
  /// The table is larger than the processor's own memory: where every word waits for its entry, that is
  /// half the time of encoding.
  @inline(__always)
  func prefetchEntry(_ query: Query) { Kernels.prefetch(entries + Int(query.slot)) }

  /// Asks for the bytes of a long word whose entry has been asked for.
  @inline(__always)
  func prefetchBytes(_ query: Query) {
    guard query.count >= 8 else { return }
    let entry = entries + Int(query.slot)
    if entry.pointee.counts.load(ordering: .acquiring) != 0, entry.pointee.key == query.key {
      Kernels.prefetch(keys + Int(entry.pointee.keyOffset))
    }
  }

  /// Writes the tokens of a known word to `output` and returns how many.
  ///
  /// For an unknown word 0, with the slot that `insert` wants. `output` has room for `longestWord`
  /// tokens.
  @inline(__always)
  func find(_ query: Query, output: UnsafeMutablePointer<UInt32>, slot: inout Int) -> Int {
    slot = Int(query.slot)
    while true {
      let entry = entries + slot
      let counts = entry.pointee.counts.load(ordering: .acquiring)
      if counts == 0 { return 0 }
      if isWord(query, entry, counts) {
        let found = Int(counts >> 16)
        output[0] = entry.pointee.first
        output[1] = entry.pointee.second
        if found > 2 {
          let source = tokens + Int(entry.pointee.tokenOffset)
          for index in 2..<found { output[index] = source[index] }
        }
        return found
      }
      slot = Self.slot(after: slot)
    }
  }

  /// Remembers a word that `find` did not know, while there is room.
  func insert(_ query: Query, tokens found: ContiguousArray<UInt32>, slot: Int) {
    guard !isFull.load(ordering: .relaxed) else { return }
    let count = Int(query.count)
    filling.withLock { filling in
      var slot = slot
      while true {
        let counts = entries[slot].counts.load(ordering: .relaxed)
        if counts == 0 { break }
        // Another worker was faster.
        if isWord(query, entries + slot, counts) { return }
        slot = Self.slot(after: slot)
      }
      guard filling.entries < Self.maximumEntries,
        filling.keyBytes + count <= Self.maximumKeyBytes,
        filling.tokens + found.count <= Self.maximumTokens
      else { return isFull.store(true, ordering: .relaxed) }
      memcpy(keys + filling.keyBytes, query.word, count)
      for (index, token) in found.enumerated() { tokens[filling.tokens + index] = token }
      entries[slot].key = query.key
      entries[slot].keyOffset = UInt32(filling.keyBytes)
      entries[slot].tokenOffset = UInt32(filling.tokens)
      entries[slot].first = found[0]
      entries[slot].second = found.count > 1 ? found[1] : 0
      entries[slot].counts.store(
        UInt32(found.count) << 16 | UInt32(count), ordering: .releasing)
      filling.entries += 1
      filling.keyBytes += count
      filling.tokens += found.count
    }
  }

  @inline(__always)
  private func isWord(
    _ query: Query, _ entry: UnsafeMutablePointer<Entry>, _ counts: UInt32
  ) -> Bool {
    entry.pointee.key == query.key && Int32(truncatingIfNeeded: counts & 0xFFFF) == query.count
      && (query.count < 8
        || BytesHash.areEqual(
          keys + Int(entry.pointee.keyOffset), query.word, count: Int(query.count)))
  }

  private static func slot(after slot: Int) -> Int { (slot &+ 1) & (1 << slotBits &- 1) }
}
