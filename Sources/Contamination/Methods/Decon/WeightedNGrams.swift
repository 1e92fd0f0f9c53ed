/// The distinct n-grams of a part of an item, with their weights.
struct WeightedNGrams: Sendable {
  /// Keys of the n-grams, ascending.
  private(set) var keys: [UInt64]
  /// The weight of each.
  private(set) var weights: [Double]
  /// The sum of all weights.
  private(set) var total: Double

  /// - Parameters:
  ///   - keys: distinct, ascending.
  ///   - weight: the weight of a key.
  init(keys: [UInt64], weight: (UInt64) -> Double) {
    self.keys = keys
    weights = keys.map(weight)
    total = weights.reduce(0, +)
  }

  /// The position of a key, nil for one that is not there.
  func position(of key: UInt64) -> Int? {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low < keys.count && keys[low] == key ? low : nil
  }

  /// The share of the weight that n-grams at these positions have, 0 to 1.
  func share(of positions: Set<Int>) -> Double {
    guard total > 0 else { return 0 }
    if positions.count == keys.count { return 1 }
    return min(1, positions.sorted().reduce(0) { $0 + weights[$1] } / total)
  }

  /// The key of an n-gram of units.
  static func key(_ units: some Sequence<UInt64>) -> UInt64 {
    NGramHash.key(units.reduce(0) { NGramHash.extended($0, by: $1) })
  }

  /// The keys of the n-grams of a run in which a unit has a letter, distinct and ascending.
  static func keys(of run: ItemUnits, length: Int) -> [UInt64] {
    var keys: [UInt64] = []
    run.forEachNGram(of: length) { keys.append(key(run.hashes[$0..<$0 + length])) }
    keys.sort()
    var distinct: [UInt64] = []
    for key in keys where key != distinct.last { distinct.append(key) }
    return distinct
  }
}

/// In how many items each n-gram stands.
struct ItemFrequencies {
  private var counts: [UInt64: Int] = [:]

  /// Counts the distinct n-grams of an item's part.
  mutating func add(_ keys: [UInt64]) { for key in keys { counts[key, default: 0] += 1 } }

  /// The weight of an n-gram among so many items.
  func weight(of key: UInt64, items: Int) -> Double {
    inverseFrequency(items: items, having: counts[key] ?? 1)
  }
}
