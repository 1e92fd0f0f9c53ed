extension NGramIndex {
  /// Indexes the n-grams of evaluation sets.
  ///
  /// Each set comes with its items' words and the n-gram length to use; items are numbered on through all
  /// sets. Of a table key the bits of `keyMask` count: a test narrows it to force equal keys.
  package static func building(
    _ sets: [(items: [ItemWords], length: Int)], keyMask: UInt64 = .max
  ) -> NGramIndex {
    var total = 0
    for set in sets {
      precondition((1...255).contains(set.length), "n-gram lengths: 1 to 255 words")
      for segment in set.items.lazy.flatMap(\.segments) {
        total += max(0, segment.hashes.count - set.length + 1)
      }
    }
    let lengths = Set(sets.map(\.length)).sorted()
    var filter = BlockedBloomFilter(keys: total)
    var table = NGramTable(capacity: total)
    var storage = NGramStorage()
    var repeats: ContiguousArray<Repeat> = []
    var counts: ContiguousArray<Int32> = []
    for (items, length) in sets {
      for item in items {
        let ordinal = counts.count
        counts.append(0)
        for segment in item.segments {
          let base = storage.append(segment, item: ordinal)
          segment.forEachNGram(of: length) { first in
            counts[ordinal] += 1
            var prefix: UInt64 = 0
            let (key, known) = storage.withWords(at: base + first, count: length) { words in
              var polynomial: UInt64 = 0
              for (position, word) in words.enumerated() {
                polynomial = NGramHash.extended(polynomial, by: word)
                if position + 1 == lengths.first { prefix = NGramHash.key(polynomial) }
              }
              let key = NGramHash.key(polynomial) & keyMask
              return (key, table.first(for: key) { storage.words(of: $0, equal: words) })
            }
            if let known {
              repeats.append(Repeat(nGram: known, item: Int32(ordinal)))
            } else {
              filter.insert(prefix)
              table.insert(storage.appendNGram(at: base + first, length: length), for: key)
            }
          }
        }
      }
    }
    // Items come in ascending order for each n-gram; the sort must not disturb that.
    repeats.sort { ($0.nGram, $0.item) < ($1.nGram, $1.item) }
    return NGramIndex(
      storage: storage, filter: filter, table: table, repeats: repeats, lengths: lengths,
      nGramCounts: counts, keyMask: keyMask)
  }
}
