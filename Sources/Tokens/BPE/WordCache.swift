internal import Glibc

/// The tokens of words already met: what makes encoding fast, since most words are repeated.
///
/// Open addressing on a 64-bit hash; up to seven bytes of a word and its first two tokens stand in the
/// entry, which is all of most words, and the bytes of a longer one are verified. Holds at most
/// `maximumEntries` words, never evicts: later words are merged each time. Memory: 16 MB of entries
/// and, as they fill, up to 40 MB of bytes and tokens. One per worker.
final class WordCache {
  static let longestWord = 255
  private static let slotBits = 19
  private static let maximumEntries = 1 << 18
  private static let maximumKeyBytes = 1 << 24
  private static let maximumTokens = 1 << 22
  private static let largePage = 2 << 20

  private struct Entry {
    /// The bytes of a short word, else its hash.
    var key: UInt64
    var keyOffset: UInt32
    var tokenOffset: UInt32
    /// 0 marks an empty slot.
    var keyCount: UInt16
    var tokenCount: UInt16
    var first: UInt32
    var second: UInt32
  }

  private let entries: UnsafeMutablePointer<Entry>
  private let keys: UnsafeMutablePointer<UInt8>
  private let tokens: UnsafeMutablePointer<UInt32>
  private var entryCount = 0
  private var keyBytes = 0
  private var tokenCount = 0

  init() {
    // All of it is written here: a page that is read before it is written is mapped twice, and the
    // second time stops every other worker. Large pages make a look-up in it cheaper.
    let size = MemoryLayout<Entry>.stride << Self.slotBits
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Self.largePage)
    madvise(memory, size, MADV_HUGEPAGE)
    memset(memory, 0, size)
    entries = memory.bindMemory(to: Entry.self, capacity: 1 << Self.slotBits)
    keys = .allocate(capacity: Self.maximumKeyBytes)
    tokens = .allocate(capacity: Self.maximumTokens)
  }

  deinit {
    UnsafeMutableRawPointer(entries).deallocate()
    keys.deallocate()
    tokens.deallocate()
  }

  /// Writes the tokens of a known word to `output` and returns how many.
  ///
  /// For an unknown word 0, with the key and slot that `insert` wants. `output` has room for
  /// `longestWord` tokens.
  @inline(__always)
  func find(
    _ word: UnsafePointer<UInt8>, count: Int, output: UnsafeMutablePointer<UInt32>,
    key: inout UInt64, slot: inout Int
  ) -> Int {
    let isShort = count < 8
    let hash: UInt64
    if isShort {
      key = BytesHash.packed(word, count: count)
      hash = BytesHash.hash(packed: key, count: count)
    } else {
      key = BytesHash.hash(word, count: count)
      hash = key
    }
    slot = Int(truncatingIfNeeded: hash &>> UInt64(64 &- Self.slotBits))
    while true {
      let entry = entries + slot
      if entry.pointee.key == key, Int(entry.pointee.keyCount) == count,
        isShort
          || BytesHash.areEqual(keys + Int(entry.pointee.keyOffset), word, count: count)
      {
        let found = Int(entry.pointee.tokenCount)
        output[0] = entry.pointee.first
        output[1] = entry.pointee.second
        if found > 2 {
          let source = tokens + Int(entry.pointee.tokenOffset)
          for index in 2..<found { output[index] = source[index] }
        }
        return found
      }
      if entry.pointee.keyCount == 0 { return 0 }
      slot = (slot &+ 1) & (1 << Self.slotBits &- 1)
    }
  }

  /// Remembers a word that `find` did not know, while there is room.
  func insert(
    _ word: UnsafePointer<UInt8>, count: Int, tokens found: ContiguousArray<UInt32>, key: UInt64,
    slot: Int
  ) {
    guard entryCount < Self.maximumEntries, count <= Self.longestWord,
      keyBytes + count <= Self.maximumKeyBytes, tokenCount + found.count <= Self.maximumTokens
    else { return }
    memcpy(keys + keyBytes, word, count)
    for (index, token) in found.enumerated() { tokens[tokenCount + index] = token }
    entries[slot] = Entry(
      key: key, keyOffset: UInt32(keyBytes), tokenOffset: UInt32(tokenCount),
      keyCount: UInt16(count), tokenCount: UInt16(found.count), first: found[0],
      second: found.count > 1 ? found[1] : 0)
    entryCount += 1
    keyBytes += count
    tokenCount += found.count
  }
}
