import Text

/// Cuts ranges of words out of a text.
enum SubstringCutter {
  /// The text without some of its words; no byte of a remaining word changes.
  ///
  /// Of the white space before and behind a cut the piece with more line ends stays, the one before on
  /// equal counts, so that paragraphs stay apart; at the start and end of the text it is the outer one.
  ///
  /// `ranges`: ascending ranges of words that neither overlap nor touch, inside `words`.
  static func text(
    _ text: [UInt8], words: borrowing WordList, without ranges: [Range<Int>]
  ) -> [UInt8] {
    var remaining: [UInt8] = []
    remaining.reserveCapacity(text.count)
    var copied = 0
    for range in ranges {
      let before = gap(before: range.lowerBound, words, textBytes: text.count)
      let behind = gap(before: range.upperBound, words, textBytes: text.count)
      remaining.append(contentsOf: text[copied..<before.lowerBound])
      let keepsBehind =
        range.upperBound == words.count
        || range.lowerBound > 0 && lineEnds(text[behind]) > lineEnds(text[before])
      remaining.append(contentsOf: text[keepsBehind ? behind : before])
      copied = behind.upperBound
    }
    remaining.append(contentsOf: text[copied...])
    return remaining
  }

  /// The bytes between a word and the one before it; those at the text's ends for the first word and for
  /// the place behind the last.
  private static func gap(
    before word: Int, _ words: borrowing WordList, textBytes: Int
  ) -> Range<Int> {
    let start = word == 0 ? 0 : Int(words.ends[word - 1])
    let end = word == words.count ? textBytes : Int(words.starts[word])
    return start..<end
  }

  private static func lineEnds(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.count { $0 == 0x0A }
  }
}
