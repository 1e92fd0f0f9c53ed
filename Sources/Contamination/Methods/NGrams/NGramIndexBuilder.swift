extension NGramIndex {
  /// Indexes the n-grams of evaluation sets.
  ///
  /// Each set comes with its items' runs of units and the n-gram length to use; items are numbered on
  /// through all sets. The runs of an item are asked for when it is its turn, and once before, to size
  /// the tables; they must be the same both times.
  ///
  /// Of a table key the bits of `keyMask` count: a test narrows it to force equal keys.
  package static func building<Items: Sequence>(
    _ sets: [(items: Items, length: Int)], keyMask: UInt64 = .max
  ) -> NGramIndex where Items.Element == [ItemUnits] {
    var nGrams = 0
    var units = 0
    for set in sets {
      precondition((1...255).contains(set.length), "n-gram lengths: 1 to 255 units")
      for runs in set.items {
        for run in runs {
          nGrams += max(0, run.hashes.count - set.length + 1)
          units += run.hashes.count
        }
      }
    }
    var builder = NGramIndexBuilder(
      nGrams: nGrams, units: units, shortest: sets.map(\.length).min() ?? 0, keyMask: keyMask)
    for set in sets {
      builder.storage.begin(length: set.length)
      for runs in set.items { builder.append(runs, length: set.length) }
    }
    return builder.finished(lengths: Set(sets.map(\.length)).sorted())
  }
}

/// Gathers the parts of an index, item by item.
private struct NGramIndexBuilder {
  var storage = NGramStorage()
  private var filter: BlockedBloomFilter
  private var table: NGramTable
  private var repeats: ContiguousArray<NGramIndex.Repeat> = []
  private var nGramCounts: ContiguousArray<Int32> = []
  private var unitCounts: ContiguousArray<Int32> = []
  private var count = 0
  private let shortest: Int
  private let keyMask: UInt64

  init(nGrams: Int, units: Int, shortest: Int, keyMask: UInt64) {
    precondition(units < Int(UInt32.max), "evaluation sets of at most 2^32 - 2 units")
    filter = BlockedBloomFilter(keys: nGrams)
    table = NGramTable(capacity: nGrams)
    storage.reserve(units)
    self.shortest = shortest
    self.keyMask = keyMask
  }

  /// Adds the runs of the next item.
  mutating func append(_ runs: [ItemUnits], length: Int) {
    let item = nGramCounts.count
    var nGrams: Int32 = 0
    for run in runs {
      let base = storage.append(run, item: item)
      run.forEachNGram(of: length) { first in
        nGrams += 1
        run.hashes[first..<first + length].withUnsafeBufferPointer {
          insert($0, at: UInt32(base + first))
        }
      }
    }
    nGramCounts.append(nGrams)
    unitCounts.append(Int32(runs.reduce(0) { $0 + $1.hashes.count }))
  }

  private mutating func insert(_ units: UnsafeBufferPointer<UInt64>, at place: UInt32) {
    var polynomial: UInt64 = 0
    var prefix: UInt64 = 0
    for (position, unit) in units.enumerated() {
      polynomial = NGramHash.extended(polynomial, by: unit)
      if position + 1 == shortest { prefix = NGramHash.key(polynomial) }
    }
    let key = NGramHash.key(polynomial) & keyMask
    if let known = table.first(for: key, where: { storage.units(at: $0, equal: units) }) {
      repeats.append(NGramIndex.Repeat(nGram: known, place: place))
    } else {
      filter.insert(prefix)
      table.insert(place, for: key)
      count += 1
    }
  }

  /// The index, with its distinct n-gram lengths in ascending order.
  consuming func finished(lengths: [Int]) -> NGramIndex {
    repeats.sort { ($0.nGram, $0.place) < ($1.nGram, $1.place) }
    return NGramIndex(
      storage: storage, filter: filter, table: table, repeats: repeats, lengths: lengths,
      count: count, nGramCounts: nGramCounts, unitCounts: unitCounts, keyMask: keyMask)
  }
}
