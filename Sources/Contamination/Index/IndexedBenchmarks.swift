/// Evaluation sets ready to be found in text: their n-gram index and what it knows of each set.
package struct IndexedBenchmarks: Sendable {
  /// One set of the index.
  package struct Summary: Sendable {
    package var name: String
    /// Length of the set's n-grams in words.
    package var wordsPerNGram: Int
    /// Numbers of the set's items among the items of all sets.
    package var items: Range<Int>
    /// Items without any n-gram (shorter than N, or of numbers alone): no text is found to hold them.
    package var untestableItems: Int
    /// Items without any word, a part of `untestableItems`.
    package var emptyItems: Int
  }

  package let index: NGramIndex
  package let sets: [Summary]

  init(_ benchmarks: [BenchmarkSet], index: NGramIndex, sets: [(items: [ItemWords], length: Int)]) {
    self.index = index
    var summaries: [Summary] = []
    var first = 0
    for (benchmark, set) in zip(benchmarks, sets) {
      let range = first..<first + set.items.count
      summaries.append(
        Summary(
          name: benchmark.name, wordsPerNGram: set.length, items: range,
          untestableItems: range.count { index.nGramCounts[$0] == 0 },
          emptyItems: set.items.count { $0.segments.allSatisfy(\.hashes.isEmpty) }))
      first = range.upperBound
    }
    self.sets = summaries
  }

  /// The set that an item belongs to, and the item's index in it.
  package func locate(_ item: Int) -> (set: Int, index: Int) {
    var low = 0
    var high = sets.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if sets[middle].items.lowerBound <= item { low = middle } else { high = middle }
    }
    return (low, item - sets[low].items.lowerBound)
  }

  /// For each item that has one of these distinct n-grams, how many of its n-grams are among them.
  ///
  /// In ascending order of items.
  package func itemCounts(of nGrams: some Sequence<UInt32>) -> [(item: Int, count: Int)] {
    var items: [Int] = []
    for nGram in nGrams { index.forEachItem(of: nGram) { items.append($0) } }
    items.sort()
    var counts: [(item: Int, count: Int)] = []
    for item in items {
      if counts.last?.item == item {
        counts[counts.count - 1].count += 1
      } else {
        counts.append((item, 1))
      }
    }
    return counts
  }

  /// The share of an item's n-grams that `count` of them are; 0 for an item without any.
  package func share(of item: Int, count: Int) -> Double {
    let total = index.nGramCounts[item]
    return total == 0 ? 0 : Double(count) / Double(total)
  }
}
