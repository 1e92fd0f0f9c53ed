package import Text

/// The word n-grams of evaluation sets, found in a text by one pass over its word hashes.
///
/// Sets may use n-grams of different lengths. A Bloom filter over the first words of every n-gram (as
/// many as the shortest has) ends nearly every probe, whatever the number of lengths; what passes it is
/// looked up in a table and confirmed word by word: all word hashes must be equal, so that a wrong hit
/// takes two different words with one 64-bit hash in otherwise equal n-grams.
///
/// N-grams in which no word has a letter (numbers, sums) are left out; they say nothing about origin.
///
/// Memory: 16 bytes for a slot pair, 5 for an n-gram, 8 for a word, 2 for the filter: about 31 bytes for
/// each n-gram.
package final class NGramIndex: Sendable {
  /// An n-gram found in a text.
  package struct Hit: Sendable, Equatable {
    /// Number of the n-gram in the index.
    package var nGram: UInt32
    /// Its first word in the text.
    package var firstWord: Int
    /// Its length in words.
    package var length: Int

    package init(nGram: UInt32, firstWord: Int, length: Int) {
      self.nGram = nGram
      self.firstWord = firstWord
      self.length = length
    }
  }

  /// What a search writes; keep it to keep its storage.
  package struct Hits: Sendable {
    /// The n-grams found, by first word, the shorter first.
    package fileprivate(set) var found: ContiguousArray<Hit> = []
    fileprivate var candidates: ContiguousArray<Int> = []

    package init() {}

    /// The n-grams found, each once, in ascending order.
    package func distinct() -> [UInt32] {
      var numbers: [UInt32] = []
      for number in found.map(\.nGram).sorted() where number != numbers.last {
        numbers.append(number)
      }
      return numbers
    }

    /// Forgets the hits of some n-grams.
    package mutating func remove(_ nGrams: Set<UInt32>) {
      if !nGrams.isEmpty { found.removeAll { nGrams.contains($0.nGram) } }
    }
  }

  /// Where an n-gram stands in the sets beyond its first place.
  struct Repeat: Sendable {
    var nGram: UInt32
    var item: Int32
  }

  let storage: NGramStorage
  private let filter: BlockedBloomFilter
  private let table: NGramTable
  private let repeats: ContiguousArray<Repeat>
  /// The distinct n-gram lengths, ascending.
  private let lengths: [Int]
  private let keyMask: UInt64
  /// For each item over all sets, how many n-grams it has, repeated ones counted each time.
  package let nGramCounts: ContiguousArray<Int32>

  init(
    storage: NGramStorage, filter: BlockedBloomFilter, table: NGramTable,
    repeats: ContiguousArray<Repeat>, lengths: [Int], nGramCounts: ContiguousArray<Int32>,
    keyMask: UInt64
  ) {
    self.storage = storage
    self.filter = filter
    self.table = table
    self.repeats = repeats
    self.lengths = lengths
    self.nGramCounts = nGramCounts
    self.keyMask = keyMask
  }

  /// The number of distinct n-grams.
  package var count: Int { storage.count }

  /// Finds every indexed n-gram of a text.
  ///
  /// - Parameters:
  ///   - words: the text's words under `WordDefinition.gpt3`.
  ///   - hits: replaced by what is found.
  package func search(_ words: borrowing WordList, into hits: inout Hits) {
    hits.found.removeAll(keepingCapacity: true)
    hits.candidates.removeAll(keepingCapacity: true)
    guard let shortest = lengths.first, words.count >= shortest else { return }
    words.hashes.withUnsafeBufferPointer { hashes in
      filter.words.withUnsafeBufferPointer { filter in
        Self.collect(hashes, shortest, filter, &hits.candidates)
      }
      for candidate in hits.candidates { look(at: candidate, of: hashes, &hits.found) }
    }
  }

  /// Calls `body` with every item that has the n-gram, once for each time it stands there.
  package func forEachItem(of nGram: UInt32, _ body: (Int) -> Void) {
    body(storage.item(of: nGram))
    var low = 0
    var high = repeats.count
    while low < high {
      let middle = (low + high) / 2
      if repeats[middle].nGram < nGram { low = middle + 1 } else { high = middle }
    }
    while low < repeats.count, repeats[low].nGram == nGram {
      body(Int(repeats[low].item))
      low += 1
    }
  }

  /// Collects the positions whose first `length` words pass the filter.
  @inline(never)
  private static func collect(
    _ hashes: UnsafeBufferPointer<UInt64>, _ length: Int, _ filter: UnsafeBufferPointer<UInt64>,
    _ candidates: inout ContiguousArray<Int>
  ) {
    var polynomial: UInt64 = 0
    for word in hashes[..<length] { polynomial = NGramHash.extended(polynomial, by: word) }
    let leaving = NGramHash.power(length)
    let last = hashes.count &- length
    var position = 0
    while true {
      if BlockedBloomFilter.mayContain(NGramHash.key(polynomial), in: filter) {
        candidates.append(position)
      }
      if position == last { return }
      polynomial =
        NGramHash.extended(polynomial, by: hashes[position &+ length])
        &- leaving &* hashes[position]
      position &+= 1
    }
  }

  /// Looks up the n-grams of every length that begin at a word.
  private func look(
    at first: Int, of hashes: UnsafeBufferPointer<UInt64>, _ found: inout ContiguousArray<Hit>
  ) {
    var polynomial: UInt64 = 0
    var taken = 0
    for length in lengths where first + length <= hashes.count {
      while taken < length {
        polynomial = NGramHash.extended(polynomial, by: hashes[first + taken])
        taken += 1
      }
      let words = UnsafeBufferPointer(rebasing: hashes[first..<first + length])
      let key = NGramHash.key(polynomial) & keyMask
      if let nGram = table.first(for: key, where: { storage.words(of: $0, equal: words) }) {
        found.append(Hit(nGram: nGram, firstWord: first, length: length))
      }
    }
  }
}
