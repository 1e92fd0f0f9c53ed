import Text

/// A text of an evaluation item, and how much of it a document must share before a method looks at it.
public struct IndexedText: Sendable, Equatable {
  /// UTF-8.
  public var text: [UInt8]
  /// The shortest run of words, of which every match the method can make in this text holds one; at least
  /// 1.
  public var sharedWords: Int

  public init(text: [UInt8], sharedWords: Int) {
    precondition(sharedWords >= 1, "a run of one word or more")
    self.text = text
    self.sharedWords = sharedWords
  }
}

/// Finds the documents of an index that may share a run of words with texts.
///
/// A document that shares a run of n words with a text has chosen a shingle in every window inside the run
/// (`CorpusIndexSettings`), and each of them stands in the text at its place: so a document is a candidate
/// when the shingles it shares with the text lie so near each other that a run of n words finds no window
/// without one. For n of at least `guaranteedWords` no document is missed; shorter runs are found where a
/// shingle of theirs happens to be kept. What is found too much the scan of the documents leaves out.
///
/// Memory: the lists of documents of at most `lotShingles` shingles, 4 bytes a document, and 8 bytes for
/// each place of one text at which a document has its shingle.
struct CandidateSearch {
  /// Shingles that are looked up together.
  static let lotShingles = 1 << 15

  private let index: CorpusIndex
  private let settings: CorpusIndexSettings
  private let keyMask: UInt64
  private var words = WordList()
  private var hashes: ContiguousArray<UInt64> = []
  private var lot: [ShingleRow] = []
  private var lotCount = 0
  /// The numbers of candidates, in no order and repeated.
  private var found: ContiguousArray<UInt32> = []

  /// The shingles of one text under one definition of words.
  private struct ShingleRow {
    var keys: ContiguousArray<UInt64>
    /// Shingles in the shortest run that matters.
    var runShingles: Int
  }

  init(_ index: CorpusIndex) {
    self.index = index
    settings = index.manifest.settings
    keyMask = DocumentShingles.mask(index.manifest.keyBits)
  }

  /// The numbers of the documents that may hold one of the texts, ascending.
  ///
  /// - Throws: `CorpusIndexError`.
  mutating func candidates(for texts: some Sequence<IndexedText>) throws -> [UInt32] {
    for text in texts {
      take(text, .gpt3)
      let plain = hashes
      take(text, .alphanumeric, unless: plain)
      if lotCount >= Self.lotShingles { try endLot() }
    }
    try endLot()
    return sortedOnce(found)
  }

  private mutating func take(
    _ text: IndexedText, _ definition: WordDefinition, unless known: ContiguousArray<UInt64>? = nil
  ) {
    words.fill(from: text.text.span, definition: definition)
    words.hashes.withUnsafeBufferPointer {
      ShingleHashes.fill(&hashes, from: $0, length: settings.shingleWords)
    }
    guard !hashes.isEmpty, hashes != known, words.count >= text.sharedWords else { return }
    lot.append(
      ShingleRow(
        keys: ContiguousArray(hashes.map { $0 & keyMask }),
        runShingles: max(1, text.sharedWords - settings.shingleWords + 1)))
    lotCount += hashes.count
  }

  private mutating func endLot() throws {
    let keys = ContiguousArray(sortedOnce(lot.lazy.flatMap(\.keys)))
    var lists = [ContiguousArray<UInt32>](repeating: [], count: keys.count)
    try index.postings.forEachList(of: keys) { lists[$0] += $1 }
    for row in lot { search(row, keys, lists) }
    found = ContiguousArray(sortedOnce(found))
    lot.removeAll(keepingCapacity: true)
    lotCount = 0
  }

  private mutating func search(
    _ row: ShingleRow, _ keys: ContiguousArray<UInt64>, _ lists: [ContiguousArray<UInt32>]
  ) {
    var places: ContiguousArray<UInt64> = []
    for (position, key) in row.keys.enumerated() {
      let list = lists[lowerBound(of: key, in: keys)]
      for document in list { places.append(UInt64(document) << 32 | UInt64(position)) }
    }
    places.sort()
    let (reach, last) = (settings.window - 1, row.keys.count - 1)
    var start = 0
    while start < places.count {
      // A stretch of places of one document of which each is within reach of the one before.
      var end = start
      while end + 1 < places.count, places[end + 1] >> 32 == places[start] >> 32,
        places[end + 1] - places[end] <= UInt64(settings.window)
      {
        end += 1
      }
      let first = max(0, Int(places[start] & 0xFFFF_FFFF) - reach)
      let behind = min(last, Int(places[end] & 0xFFFF_FFFF) + reach)
      if behind - first + 1 >= row.runShingles {
        found.append(UInt32(truncatingIfNeeded: places[start] >> 32))
      }
      start = end + 1
    }
  }

  private func lowerBound(of key: UInt64, in keys: ContiguousArray<UInt64>) -> Int {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The values in order, each once.
private func sortedOnce<Value: Comparable>(_ values: some Sequence<Value>) -> [Value] {
  var sorted = values.sorted()
  var kept = 0
  for value in sorted where kept == 0 || sorted[kept - 1] != value {
    sorted[kept] = value
    kept += 1
  }
  sorted.removeLast(sorted.count - kept)
  return sorted
}
