/// The words behind the n-grams of an index: every item's words once, and where each n-gram begins.
struct NGramStorage: Sendable {
  private struct Segment: Sendable {
    var firstWord: UInt32
    var item: Int32
  }

  private var words: ContiguousArray<UInt64> = []
  private var segments: ContiguousArray<Segment> = []
  private var firstWords: ContiguousArray<UInt32> = []
  private var lengths: ContiguousArray<UInt8> = []

  /// The number of n-grams.
  var count: Int { firstWords.count }

  /// Adds a segment's words and returns the position of the first.
  mutating func append(_ segment: ItemWords.Segment, item: Int) -> Int {
    let first = words.count
    segments.append(Segment(firstWord: UInt32(first), item: Int32(item)))
    words.append(contentsOf: segment.hashes)
    return first
  }

  /// Makes an n-gram of words that were added, and returns its number.
  mutating func appendNGram(at firstWord: Int, length: Int) -> UInt32 {
    firstWords.append(UInt32(firstWord))
    lengths.append(UInt8(length))
    return UInt32(count - 1)
  }

  /// Whether an n-gram consists of exactly these words.
  func words(of nGram: UInt32, equal other: UnsafeBufferPointer<UInt64>) -> Bool {
    let first = Int(firstWords[Int(nGram)])
    return Int(lengths[Int(nGram)]) == other.count
      && words[first..<first + other.count].elementsEqual(other)
  }

  /// Calls `body` with added words.
  func withWords<Result>(
    at first: Int, count: Int, _ body: (UnsafeBufferPointer<UInt64>) -> Result
  ) -> Result {
    words.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[first..<first + count])) }
  }

  /// The item whose words the n-gram was made of.
  func item(of nGram: UInt32) -> Int {
    let word = firstWords[Int(nGram)]
    var low = 0
    var high = segments.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if segments[middle].firstWord <= word { low = middle } else { high = middle }
    }
    return Int(segments[low].item)
  }
}
