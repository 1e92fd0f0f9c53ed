/// The seeds of a search: short runs of item words, and where in the items each stands.
///
/// Seeds of items under 13 words have three words, those of longer items five, so that a replaced word
/// here and there leaves seeds between. Runs that say little (under 20 and 32 bits), hold no letter or
/// stand in more than 64 places are no seeds.
struct SeedTable: Sendable {
  /// A place of a seed in an item.
  struct Place: Sendable {
    var item: Int32
    /// The first word, among those of all items.
    var word: Int32
  }

  /// Length in words of the seeds of items under 13 words, and of the others.
  static let shortWords = 3
  static let longWords = 5

  let words: Int
  let filter: BlockedBloomFilter
  private let table: NGramTable
  /// Where the places of each seed begin; one more entry than seeds.
  private let firsts: ContiguousArray<Int32>
  /// Where the seeds stand, by seed.
  let places: ContiguousArray<Place>

  private static let maximumPlaces = 64

  /// The number of seeds.
  var count: Int { firsts.count - 1 }

  /// - Parameters:
  ///   - items: all items.
  ///   - isShort: whether the seeds are those of the short items, or of the others.
  init(_ items: WeightedItems, ofShort isShort: Bool) {
    words = isShort ? Self.shortWords : Self.longWords
    let minimumWeight = (isShort ? 20 : 32) * WordInformation.unitsPerBit
    var runs: ContiguousArray<(seed: Int32, place: Place)> = []
    var numbers = KeyNumbers(capacity: items.hashes.count)
    var counts: ContiguousArray<Int32> = []
    for (number, item) in items.items.enumerated()
    where item.isShort == isShort && item.count >= words {
      for first in item.words.lowerBound...(item.words.upperBound - words) {
        let run = first..<first + words
        guard items.weight(run) >= minimumWeight, items.numbers(in: run) < words else { continue }
        let key = items.withWords(run) { words in
          let short = SeedKey.short(words)
          return isShort ? short : SeedKey.long(words, short: short)
        }
        let seed = numbers.number(of: key)
        if seed == counts.count { counts.append(0) }
        counts[seed] += 1
        let place = Place(item: Int32(number), word: Int32(truncatingIfNeeded: first))
        runs.append((Int32(seed), place))
      }
    }
    var keys: ContiguousArray<UInt64> = []
    var firsts: ContiguousArray<Int32> = [0]
    // Where the next place of each run goes; nil for runs in too many places.
    var next: ContiguousArray<Int?> = []
    for (key, count) in zip(numbers.keys, counts) {
      guard count <= Self.maximumPlaces else {
        next.append(nil)
        continue
      }
      keys.append(key)
      next.append(Int(firsts[firsts.count - 1]))
      firsts.append(firsts[firsts.count - 1] + count)
    }
    var places = ContiguousArray(
      repeating: Place(item: 0, word: 0), count: Int(firsts[firsts.count - 1]))
    for run in runs {
      guard let position = next[Int(run.seed)] else { continue }
      places[position] = run.place
      next[Int(run.seed)] = position + 1
    }
    var filter = BlockedBloomFilter(keys: keys.count)
    var table = NGramTable(capacity: keys.count)
    for (number, key) in keys.enumerated() {
      filter.insert(key)
      table.insert(UInt32(number), for: key)
    }
    (self.filter, self.table, self.firsts, self.places) = (filter, table, firsts, places)
  }

  /// Adds the places of the seed with a key that stands at a word of a document.
  ///
  /// Two runs may share the compared bits of a key about once in 2^50; alignment compares the words.
  func append(
    _ key: UInt64, at word: Int, numberedFrom first: UInt32,
    to hits: inout ContiguousArray<SeedHit>
  ) {
    guard let seed = table.first(for: key, where: { _ in true }) else { return }
    for place in places[Int(firsts[Int(seed)])..<Int(firsts[Int(seed) + 1])] {
      hits.append(
        SeedHit(
          item: place.item, itemWord: place.word, documentWord: Int32(truncatingIfNeeded: word),
          words: Int32(words), seed: first + seed))
    }
  }

  /// Which items have a seed.
  var seededItems: Set<Int32> { Set(places.lazy.map(\.item)) }
}
