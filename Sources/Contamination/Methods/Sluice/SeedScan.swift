import Text

/// A seed of an item found in a document.
struct SeedHit {
  var item: Int32
  /// First word among those of all items.
  var itemWord: Int32
  /// First word in the document.
  var documentWord: Int32
  var words: Int32
  /// Number of the seed among those of both tables.
  var seed: UInt32

  /// Orders seeds by item, then by diagonal: those that continue each other come one after the other.
  var order: UInt64 {
    UInt64(UInt32(bitPattern: item)) << 32
      | UInt64(UInt32(bitPattern: documentWord &- itemWord) ^ 0x8000_0000)
  }
}

/// The keys of seeds: word hashes turned by different angles and joined, so that order counts.
///
/// Word hashes are well mixed, so that nothing more is needed, and keys of neighbouring words do not
/// depend on each other.
enum SeedKey {
  /// The key of the words of a short item's seed.
  @inline(__always)
  static func short(_ words: UnsafePointer<UInt64>) -> UInt64 {
    words[0] &+ turned(words[1], 21) ^ turned(words[2], 43)
  }

  /// The key of the words of another item's seed.
  @inline(__always)
  static func long(_ words: UnsafePointer<UInt64>, short: UInt64) -> UInt64 {
    (short ^ turned(words[3], 11)) &+ turned(words[4], 53)
  }

  @inline(__always)
  private static func turned(_ hash: UInt64, _ bits: UInt64) -> UInt64 {
    hash &<< bits | hash &>> (64 &- bits)
  }
}

/// Finds the seeds of two tables in the words of a document.
struct SeedScan {
  /// Positions that pass a filter, twice the position and one more for the long seeds.
  private var candidates: ContiguousArray<UInt32> = []

  /// Adds every place of every seed in some neighbouring words of the document to `hits`.
  mutating func find(
    _ short: SeedTable, _ long: SeedTable, in hashes: ContiguousArray<UInt64>, words: Range<Int>,
    into hits: inout ContiguousArray<SeedHit>
  ) {
    candidates.removeAll(keepingCapacity: true)
    hashes.withUnsafeBufferPointer { hashes in
      guard words.count >= SeedTable.shortWords, let all = hashes.baseAddress else { return }
      let first = all + words.lowerBound
      short.filter.words.withUnsafeBufferPointer { shortFilter in
        long.filter.words.withUnsafeBufferPointer { longFilter in
          Self.collect(first, words.count, shortFilter, longFilter, &candidates)
        }
      }
      for candidate in candidates {
        let position = Int(candidate >> 1)
        let key = SeedKey.short(first + position)
        if candidate & 1 == 0 {
          short.append(key, at: words.lowerBound + position, numberedFrom: 0, to: &hits)
        } else {
          long.append(
            SeedKey.long(first + position, short: key), at: words.lowerBound + position,
            numberedFrom: UInt32(short.count), to: &hits)
        }
      }
    }
  }

  /// Collects the positions whose words pass the filters: the only loop over every word.
  ///
  /// Long seeds are looked for at every second word of the document only: the items have seeds at every
  /// word, so that of six equal words one seed is met, and the larger filter is read half as often.
  @inline(never)
  private static func collect(
    _ words: UnsafePointer<UInt64>, _ count: Int, _ short: UnsafeBufferPointer<UInt64>,
    _ long: UnsafeBufferPointer<UInt64>, _ candidates: inout ContiguousArray<UInt32>
  ) {
    let lastLong = count &- SeedTable.longWords
    let lastShort = count &- SeedTable.shortWords
    var position = 0
    while position <= lastLong {
      let key = SeedKey.short(words + position)
      if BlockedBloomFilter.mayContain(key, in: short) {
        candidates.append(UInt32(truncatingIfNeeded: position &<< 1))
      }
      if BlockedBloomFilter.mayContain(SeedKey.long(words + position, short: key), in: long) {
        candidates.append(UInt32(truncatingIfNeeded: position &<< 1 | 1))
      }
      // There is a next word: a long seed has more words than a short one.
      if BlockedBloomFilter.mayContain(SeedKey.short(words + position + 1), in: short) {
        candidates.append(UInt32(truncatingIfNeeded: (position &+ 1) &<< 1))
      }
      position &+= 2
    }
    while position <= lastShort {
      if BlockedBloomFilter.mayContain(SeedKey.short(words + position), in: short) {
        candidates.append(UInt32(truncatingIfNeeded: position &<< 1))
      }
      position &+= 1
    }
  }
}
