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
    itemCounts = ContiguousArray(repeating: 0, count: hashes.count)
    var runs: ContiguousArray<(key: UInt64, word: Int32, item: Int32)> = []
    runs.reserveCapacity(hashes.count)
    for (item, words) in items.enumerated() {
      let length = min(Self.runWords, words.count)
      guard length > 0 else { continue }
      for first in words.lowerBound...(words.upperBound - length) {
        let key = hashes[first..<first + length].reduce(UInt64(length)) {
          NGramHash.extended($0, by: $1)
        }
        runs.append((NGramHash.key(key), Int32(truncatingIfNeeded: first), Int32(item)))
      }
    }
    runs.sort { ($0.key, $0.word) < ($1.key, $1.word) }
    var start = 0
    while start < runs.count {
      var end = start
      var distinct = 0
      while end < runs.count, runs[end].key == runs[start].key {
        if end == start || runs[end].item != runs[end - 1].item { distinct += 1 }
        end += 1
      }
      for run in runs[start..<end] {
        itemCounts[Int(run.word)] = UInt8(min(distinct, Self.maximumItems + 1))
      }
      start = end
    }
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
