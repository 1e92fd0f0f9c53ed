import Glibc
import Text

/// How much each word says about where a text comes from: the bits of its probability.
///
/// The probability mixes two sources: English at large (a rank in `CommonWords`, by Zipf's law; all other
/// words alike; numbers by their digits), and the evaluation sets themselves, where words like
/// "following" are more common than elsewhere. English at large counts as much as a million words of the
/// sets, so a small set does not make common words look rare.
struct WordInformation {
  /// Weights are whole numbers: sums of them are the same in any order, on any machine.
  static let unitsPerBit = 16

  private static let priorWords = 1e6
  private var ranks: [UInt64: Int] = [:]
  private var idioms: Set<UInt64> = []
  init() {
    for word in CommonWords.english.split(whereSeparator: \.isWhitespace) {
      let hash = Self.hash(word)
      if ranks[hash] == nil { ranks[hash] = ranks.count }
    }
    for word in CommonWords.code.split(whereSeparator: \.isWhitespace) {
      idioms.insert(Self.hash(word))
    }
  }

  /// The weight of a word, from one bit to 20.
  ///
  /// - Parameters:
  ///   - hash: `WordHash` of the word in lower case.
  ///   - length: its bytes.
  ///   - isNumber: whether it has digits alone.
  ///   - isCode: whether it stands in a program, where an idiom counts a quarter.
  ///   - count: how often it stands in the items.
  ///   - total: the words of all items.
  /// - Returns: the weight in units of 1/16 bit.
  func weight(
    of hash: UInt64, length: Int, isNumber: Bool, isCode: Bool, count: Int, total: Int
  ) -> Int {
    let prior: Double
    if isNumber {
      prior = exp2(-Double(min(6 + 3 * length, 18)))
    } else if let rank = ranks[hash] {
      prior = 1 / Double(8 * (rank + 3))
    } else {
      prior = exp2(length == 1 ? -11 : -15)
    }
    let share =
      (Double(count) + prior * Self.priorWords) / (Double(total) + Self.priorWords)
    let bits = -log2(share) * (isCode && idioms.contains(hash) ? 0.25 : 1)
    return Int((min(max(bits, 1), 20) * Double(Self.unitsPerBit)).rounded())
  }

  private static func hash(_ word: Substring) -> UInt64 {
    WordHash.hash(Array(word.utf8).span)
  }
}
