import Text

/// Keys by which a document inside a longer one meets it: one in so many of its distinct shingles.
///
/// Bands find documents that share most of the shingles of both; a page of 300 words in a book is not
/// among them. But a shingle is chosen by its hash alone, so those that are chosen of the page are chosen
/// of the book. Of n shingles with a share of c in the longer document, none is chosen and common with a
/// probability of (1 − 1/sampling)^(c n): 0.05 for 100 shingles, 0.0001 for 300, at 32 and c = 0.95.
struct ContainmentKeys {
  let sampling: Int
  /// Keys of the last document, ascending, each once.
  private(set) var keys: ContiguousArray<UInt64> = []

  init(sampling: Int) { self.sampling = sampling }

  /// Replaces `keys` by those of a document with the shingles.
  mutating func fill(from shingles: ContiguousArray<UInt64>) {
    keys.removeAll(keepingCapacity: true)
    let divisor = UInt32(clamping: sampling)
    for hash in shingles where UInt32(truncatingIfNeeded: hash) % divisor == 0 {
      keys.append(StableHash.mix(hash ^ StableHash.prime0, StableHash.prime1))
    }
    keys.sort()
    var count = 0
    for index in keys.indices where index == 0 || keys[index] != keys[count - 1] {
      keys[count] = keys[index]
      count += 1
    }
    keys.removeLast(keys.count - count)
  }
}
