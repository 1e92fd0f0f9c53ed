/// The n-grams of evaluation sets, found in a text by one pass over its units' hashes.
///
/// Sets may use n-grams of different lengths. A Bloom filter over the first units of every n-gram (as
/// many as the shortest has) ends nearly every probe, whatever the number of lengths; what passes it is
/// looked up in a table and confirmed unit by unit: all hashes must be equal, so that a wrong hit takes
/// two different units with one 64-bit hash in otherwise equal n-grams.
///
/// N-grams in which no unit has a letter (numbers, sums) are left out; they say nothing about origin.
///
/// Memory: 10 bytes for a table entry, 8 for a unit, 2 for the filter: about 20 bytes for each n-gram, and
/// 8 for each repetition of one.
package final class NGramIndex: Sendable {
  /// An n-gram found in a text.
  package struct Hit: Sendable, Equatable {
    /// The n-gram: the place where it stands first among the sets' units.
    package var nGram: UInt32
    /// Its first unit in the text.
    package var firstUnit: Int
    /// Its length in units.
    package var length: Int
  }

  /// What a search writes; keep it to keep its storage.
  package struct Hits: Sendable {
    /// The n-grams found, by first unit, the shorter first.
    package fileprivate(set) var found: ContiguousArray<Hit> = []
    fileprivate var candidates: ContiguousArray<Int> = []

    package init() {}

    /// Forgets the hits of some n-grams.
    mutating func remove(_ nGrams: Set<UInt32>) {
      if !nGrams.isEmpty { found.removeAll { nGrams.contains($0.nGram) } }
    }
  }

  /// Where an n-gram stands in the sets beyond its first place.
  struct Repeat: Sendable {
    var nGram: UInt32
    var place: UInt32
  }

  let storage: NGramStorage
  private let filter: BlockedBloomFilter
  private let table: NGramTable
  private let repeats: ContiguousArray<Repeat>
  /// The distinct n-gram lengths, ascending.
  private let lengths: [Int]
  private let keyMask: UInt64
  /// The number of distinct n-grams.
  package let count: Int
  /// For each item over all sets, how many n-grams it has, repeated ones counted each time.
  package let nGramCounts: ContiguousArray<Int32>
  /// For each item over all sets, how many units its runs have.
  package let unitCounts: ContiguousArray<Int32>

  init(
    storage: NGramStorage, filter: BlockedBloomFilter, table: NGramTable,
    repeats: ContiguousArray<Repeat>, lengths: [Int], count: Int,
    nGramCounts: ContiguousArray<Int32>,
    unitCounts: ContiguousArray<Int32>, keyMask: UInt64
  ) {
    self.storage = storage
    self.filter = filter
    self.table = table
    self.repeats = repeats
    self.lengths = lengths
    self.count = count
    self.nGramCounts = nGramCounts
    self.unitCounts = unitCounts
    self.keyMask = keyMask
  }

  /// Finds every indexed n-gram of a text.
  ///
  /// - Parameters:
  ///   - units: the hashes of the text's units.
  ///   - hits: replaced by what is found.
  package func search(_ units: ContiguousArray<UInt64>, into hits: inout Hits) {
    hits.found.removeAll(keepingCapacity: true)
    hits.candidates.removeAll(keepingCapacity: true)
    guard let shortest = lengths.first, units.count >= shortest else { return }
    units.withUnsafeBufferPointer { units in
      filter.words.withUnsafeBufferPointer { filter in
        Self.collect(units, shortest, filter, &hits.candidates)
      }
      for candidate in hits.candidates { look(at: candidate, of: units, &hits.found) }
    }
  }

  /// Calls `body` with every place among the sets' units where an n-gram stands, ascending.
  func forEachPlace(of nGram: UInt32, _ body: (UInt32) -> Void) {
    body(nGram)
    var low = 0
    var high = repeats.count
    while low < high {
      let middle = (low + high) / 2
      if repeats[middle].nGram < nGram { low = middle + 1 } else { high = middle }
    }
    while low < repeats.count, repeats[low].nGram == nGram {
      body(repeats[low].place)
      low += 1
    }
  }

  /// Calls `body` with every item that has the n-gram, once for each time it stands there.
  package func forEachItem(of nGram: UInt32, _ body: (Int) -> Void) {
    forEachPlace(of: nGram) { body(storage.locate($0).item) }
  }

  /// Collects the positions whose first `length` units pass the filter.
  @inline(never)
  private static func collect(
    _ units: UnsafeBufferPointer<UInt64>, _ length: Int, _ filter: UnsafeBufferPointer<UInt64>,
    _ candidates: inout ContiguousArray<Int>
  ) {
    var polynomial: UInt64 = 0
    for unit in units[..<length] { polynomial = NGramHash.extended(polynomial, by: unit) }
    let leaving = NGramHash.power(length)
    let last = units.count &- length
    var position = 0
    while true {
      if BlockedBloomFilter.mayContain(NGramHash.key(polynomial), in: filter) {
        candidates.append(position)
      }
      if position == last { return }
      polynomial =
        NGramHash.extended(polynomial, by: units[position &+ length])
        &- leaving &* units[position]
      position &+= 1
    }
  }

  /// Looks up the n-grams of every length that begin at a unit.
  private func look(
    at first: Int, of units: UnsafeBufferPointer<UInt64>, _ found: inout ContiguousArray<Hit>
  ) {
    var polynomial: UInt64 = 0
    var taken = 0
    for length in lengths where first + length <= units.count {
      while taken < length {
        polynomial = NGramHash.extended(polynomial, by: units[first + taken])
        taken += 1
      }
      let nGram = UnsafeBufferPointer(rebasing: units[first..<first + length])
      let key = NGramHash.key(polynomial) & keyMask
      if let place = table.first(for: key, where: { storage.units(at: $0, equal: nGram) }) {
        found.append(Hit(nGram: place, firstUnit: first, length: length))
      }
    }
  }
}
