import Text

/// Chooses shingles of a text so that each `window` of them in a row holds a chosen one.
///
/// The least hash of every window is chosen, of equal ones the last (Schleimer, Wilkerson and Aiken 2003,
/// definition 1). A text with fewer shingles than a window has is one window.
package enum Winnowing {
  /// Calls `body` with the position of each chosen hash, ascending, each once.
  ///
  /// Cost: one comparison for each hash, and now and then a look back over a window.
  package static func forEachChosen(
    in hashes: UnsafeBufferPointer<UInt64>, window: Int, _ body: (Int) -> Void
  ) {
    guard !hashes.isEmpty else { return }
    var least = -1
    let firstEnd = min(window, hashes.count) - 1
    for end in firstEnd..<hashes.count {
      let start = max(0, end - window + 1)
      let previous = least
      if least < start {
        least = start
        for position in start...end where hashes[position] <= hashes[least] { least = position }
      } else if hashes[end] <= hashes[least] {
        least = end
      }
      if least != previous { body(least) }
    }
  }
}

/// The hashes of all shingles of a list of words.
enum ShingleHashes {
  /// Replaces `hashes` by one for each run of `length` words.
  static func fill(
    _ hashes: inout ContiguousArray<UInt64>, from words: UnsafeBufferPointer<UInt64>, length: Int
  ) {
    hashes.removeAll(keepingCapacity: true)
    guard words.count >= length else { return }
    hashes.reserveCapacity(words.count - length + 1)
    let leaving = NGramHash.power(length)
    var polynomial: UInt64 = 0
    for word in words[..<length] { polynomial = NGramHash.extended(polynomial, by: word) }
    hashes.append(StableHash.finalize(polynomial))
    for next in length..<words.count {
      polynomial =
        NGramHash.extended(polynomial, by: words[next]) &- leaving &* words[next &- length]
      hashes.append(StableHash.finalize(polynomial))
    }
  }
}
