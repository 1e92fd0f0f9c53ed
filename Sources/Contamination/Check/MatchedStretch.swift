/// Words of a text that consist of one item's n-grams: hits that overlap or touch, joined.
struct MatchedStretch: Equatable {
  /// Number of the item among all sets.
  var item: Int
  /// The words in the text.
  var words: Range<Int>

  /// The stretches of every item, by item and then by place, that hits found by a search make up.
  static func joining(
    _ hits: some Sequence<NGramIndex.Hit>, in index: NGramIndex
  ) -> [MatchedStretch] {
    var parts: [MatchedStretch] = []
    for hit in hits {
      let words = hit.firstWord..<hit.firstWord + hit.length
      var previous = -1
      index.forEachItem(of: hit.nGram) { item in
        // An item that has the n-gram twice comes twice in a row.
        if item != previous { parts.append(MatchedStretch(item: item, words: words)) }
        previous = item
      }
    }
    parts.sort { ($0.item, $0.words.lowerBound) < ($1.item, $1.words.lowerBound) }
    var joined: [MatchedStretch] = []
    for part in parts {
      if let last = joined.last, last.item == part.item,
        part.words.lowerBound <= last.words.upperBound
      {
        let end = max(last.words.upperBound, part.words.upperBound)
        joined[joined.count - 1].words = last.words.lowerBound..<end
      } else {
        joined.append(part)
      }
    }
    return joined
  }
}

/// Offsets in Unicode scalars of some byte offsets, found in one pass over the text.
struct CharacterOffsets {
  private let bytes: [Int]
  private let characters: [Int]

  /// - Parameters:
  ///   - text: valid UTF-8.
  ///   - offsets: byte offsets at scalar borders, in any order.
  init(of text: [UInt8], at offsets: [Int]) {
    bytes = offsets.sorted()
    var counted = 0
    var position = 0
    characters = bytes.map { offset in
      counted += CollisionCut.characters(in: position..<offset, of: text)
      position = offset
      return counted
    }
  }

  /// The offset in Unicode scalars of a byte offset given to `init`.
  subscript(offset: Int) -> Int {
    var low = 0
    var high = bytes.count - 1
    while low < high {
      let middle = (low + high) / 2
      if bytes[middle] < offset { low = middle + 1 } else { high = middle }
    }
    return characters[low]
  }
}
