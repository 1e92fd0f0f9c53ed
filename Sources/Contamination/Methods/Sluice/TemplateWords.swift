import Text

/// Finds the words that items share with many others: "which of the following statements is".
///
/// A word is part of a template when each run of four words that holds it stands in more than ten items
/// (the limit GPT-3 sets for documents: Brown et al. 2020, appendix C).
struct TemplateWords {
  private static let runWords = 4
  private static let maximumItems = 10
  /// What a template leaves of a word's weight.
  private static let remainder = 8

  /// For each word, in how many items the run that begins there stands, counted up to `maximumItems` + 1.
  private var itemCounts: ContiguousArray<UInt8>

  /// - Parameters:
  ///   - hashes: the words of all items.
  ///   - items: where each item's words are, in ascending order.
  init(hashes: ContiguousArray<UInt64>, items: [Range<Int>]) {
    var numbers = KeyNumbers(capacity: hashes.count)
    var runs: ContiguousArray<Int32> = []
    var counts: ContiguousArray<(items: UInt8, last: Int32)> = []
    runs.reserveCapacity(hashes.count)
    for (item, words) in items.enumerated() {
      for first in words {
        let end = min(first + Self.runWords, words.upperBound)
        let key = hashes[first..<end].reduce(UInt64(end - first)) { NGramHash.extended($0, by: $1) }
        let run = numbers.number(of: NGramHash.key(key))
        if run == counts.count { counts.append((0, -1)) }
        if counts[run].last != Int32(item) {
          counts[run].last = Int32(item)
          counts[run].items = min(counts[run].items + 1, UInt8(Self.maximumItems) + 1)
        }
        runs.append(Int32(run))
      }
    }
    itemCounts = ContiguousArray(runs.lazy.map { counts[Int($0)].items })
  }

  /// The weight of a word, an eighth of it in a template.
  func discounted(_ weight: Int, word: Int, of item: Range<Int>) -> Int {
    let length = min(Self.runWords, item.count)
    let first = max(item.lowerBound, word - length + 1)
    let last = min(word, item.upperBound - length)
    let isTemplate = itemCounts[first...last].allSatisfy { $0 > Self.maximumItems }
    return isTemplate ? max(1, weight / Self.remainder) : weight
  }
}
