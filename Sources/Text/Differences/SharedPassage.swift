/// Where two texts that begin differently first have some words in common, such as a document and a
/// longer one that contains it.
enum SharedPassage {
  /// Words in a row that must be the same.
  static let words = 5
  /// Words at the beginning of one text that are looked for in the other.
  private static let soughtWords = 2000
  /// Bytes of the other text that are looked through.
  private static let searchedBytes = 4 << 20

  /// Byte offsets of the passage in both texts; nil when neither begins with words of the other.
  static func first(
    in left: [UInt8], and right: [UInt8]
  ) -> (left: Int, right: Int)? {
    let found = [search(for: left, in: right), search(for: right, in: left).map { ($0.1, $0.0) }]
    // The passage nearest to the beginnings shows most.
    return found.compactMap { $0 }.min { min($0.0, $0.1) < min($1.0, $1.1) }
      .map { (left: $0.0, right: $0.1) }
  }

  /// Offsets of the first words of `text` that `other` has too.
  private static func search(for text: [UInt8], in other: [UInt8]) -> (Int, Int)? {
    let sought = Passages(text, maximumBytes: TextComparison.windowBytes)
    let searched = Passages(other, maximumBytes: searchedBytes)
    var places: [UInt64: Int] = [:]
    for (place, hash) in sought.hashes.enumerated().prefix(soughtWords).reversed() {
      places[hash] = place
    }
    var found: (Int, Int)?
    for (place, hash) in searched.hashes.enumerated() {
      guard let start = places[hash], start < found?.0 ?? .max else { continue }
      found = (start, place)
      if start == 0 { break }
    }
    return found.map { (sought.offset($0.0), searched.offset($0.1)) }
  }

  /// Every run of `words` words of a text.
  private struct Passages {
    private let list: WordList
    let hashes: ContiguousArray<UInt64>

    init(_ text: [UInt8], maximumBytes: Int) {
      var end = min(text.count, maximumBytes)
      while end < text.count, end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
      var list = WordList()
      list.fill(from: text.span.extracting(0..<end), definition: .whitespace)
      var hashes: ContiguousArray<UInt64> = []
      if list.count >= SharedPassage.words {
        Shingles.append(ofWords: SharedPassage.words, words: list.hashes, into: &hashes)
      }
      self.list = list
      self.hashes = hashes
    }

    func offset(_ place: Int) -> Int { Int(list.starts[place]) }
  }
}
