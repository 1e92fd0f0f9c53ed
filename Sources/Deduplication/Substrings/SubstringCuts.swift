import Pipelines

/// The decisions about one document, joined to ranges that neither overlap nor touch.
struct SubstringCuts {
  /// Ranges of words in ascending order.
  private(set) var ranges: [Range<Int>] = []
  /// Where the words of each range stood first, by its first decision.
  private var originals: [DocumentID] = []

  /// Words in all ranges.
  var wordCount: Int { ranges.reduce(0) { $0 + $1.count } }

  /// The longest range, the first of equals; nil without any.
  var longest: SubstringDecision? {
    guard let index = ranges.indices.max(by: { (ranges[$0].count, $1) < (ranges[$1].count, $0) })
    else { return nil }
    return SubstringDecision(words: ranges[index], original: originals[index])
  }

  /// Forgets all decisions.
  mutating func removeAll() {
    ranges.removeAll(keepingCapacity: true)
    originals.removeAll(keepingCapacity: true)
  }

  /// Adds a decision; they come ordered by their first word.
  mutating func add(_ decision: SubstringDecision) {
    guard let last = ranges.last, decision.words.lowerBound <= last.upperBound else {
      ranges.append(decision.words)
      originals.append(decision.original)
      return
    }
    ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, decision.words.upperBound)
  }
}
