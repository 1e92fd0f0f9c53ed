/// Gopher's repetition measures written down plainly with strings: both conventions, no sharing of work.
enum SlowRepetition {
  static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  private static func characters(_ words: some Sequence<String>) -> Int {
    words.reduce(0) { $0 + $1.unicodeScalars.count }
  }

  /// Share of characters in the most frequent n-gram.
  static func top(_ size: Int, _ text: String, occurrences: Bool) -> Double {
    let words = words(text)
    guard words.count >= size else { return 0 }
    let grams = (0...(words.count - size)).map { Array(words[$0..<$0 + size]) }
    var counts: [[String]: Int] = [:]
    for gram in grams { counts[gram, default: 0] += 1 }
    let most = counts.values.max() ?? 0
    if occurrences {
      guard most > 1 else { return 0 }
      let longest = grams.filter { counts[$0] == most }.map(characters).max() ?? 0
      return Double(longest * most) / Double(characters(words))
    }
    guard let first = grams.first(where: { counts[$0] == most }) else { return 0 }
    return Double((characters(first) + size - 1) * most) / Double(text.unicodeScalars.count)
  }

  /// Share of characters in duplicate n-grams.
  static func duplicates(_ size: Int, _ text: String, occurrences: Bool) -> Double {
    let words = words(text)
    guard words.count >= size else { return 0 }
    func gram(_ start: Int) -> [String] { Array(words[start..<start + size]) }
    if occurrences {
      var counts: [[String]: Int] = [:]
      for start in 0...(words.count - size) { counts[gram(start), default: 0] += 1 }
      var isCovered = Array(repeating: false, count: words.count)
      for start in 0...(words.count - size) where counts[gram(start), default: 0] > 1 {
        for index in start..<start + size { isCovered[index] = true }
      }
      let covered = words.indices.filter { isCovered[$0] }.map { words[$0] }
      return Double(characters(covered)) / Double(characters(words))
    }
    var met: Set<[String]> = []
    var repeated = 0
    var start = 0
    while start <= words.count - size {
      if met.insert(gram(start)).inserted {
        start += 1
      } else {
        repeated += characters(gram(start))
        start += size
      }
    }
    return Double(repeated) / Double(text.unicodeScalars.count)
  }
}
