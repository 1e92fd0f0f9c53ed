/// What substring deduplication must cut, by looking at every window of every text.
enum RepeatReference {
  /// For each text, in order, whether each of its words lies in a window that stood earlier.
  static func cuts(_ texts: [[String]], minimumWords: Int) -> [[Bool]] {
    var seen: Set<[String]> = []
    return texts.map { words in
      var cut = [Bool](repeating: false, count: words.count)
      guard words.count >= minimumWords else { return cut }
      for start in 0...(words.count - minimumWords) {
        let window = start..<start + minimumWords
        if !seen.insert(Array(words[window])).inserted {
          for index in window { cut[index] = true }
        }
      }
      return cut
    }
  }

  /// The words that remain of each text.
  static func remaining(_ texts: [[String]], minimumWords: Int) -> [[String]] {
    zip(texts, cuts(texts, minimumWords: minimumWords)).map { words, cut in
      zip(words, cut).filter { !$0.1 }.map(\.0)
    }
  }
}
