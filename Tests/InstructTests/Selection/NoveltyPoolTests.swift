import Instruct
import TestSupport
import Testing

@Suite struct NoveltyPoolTests {
  /// The textbook table: the slow rule that the bounds and the bits must not change.
  private func longestCommon(_ first: [String], _ second: [String]) -> Int {
    var row = [Int](repeating: 0, count: second.count + 1)
    for left in first {
      var diagonal = 0
      for (column, right) in second.enumerated() {
        let above = row[column + 1]
        row[column + 1] = left == right ? diagonal + 1 : max(above, row[column])
        diagonal = above
      }
    }
    return row[second.count]
  }

  private func words(_ random: inout SplitMix64, vocabulary: Int, upTo limit: Int) -> [String] {
    (0..<Int.random(in: 0...limit, using: &random)).map { _ in
      // A skewed draw: small numbers are frequent, as words are.
      let draw = Double.random(in: 0..<1, using: &random)
      return "w\(Int(draw * draw * Double(vocabulary)))"
    }
  }

  private func changed(_ words: [String], _ random: inout SplitMix64) -> [String] {
    var words = words
    for _ in 0..<Int.random(in: 0...max(1, words.count / 2), using: &random) where !words.isEmpty {
      let place = Int.random(in: 0..<words.count, using: &random)
      if Bool.random(using: &random) { words.remove(at: place) } else { words[place] = "v\(place)" }
    }
    return words
  }

  @Test(arguments: UInt64(0)..<60)
  func `bit-parallel length equals the table on random sequences`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for limit in [5, 40, 64, 65, 130, 300] {
      let first = words(&random, vocabulary: 30, upTo: limit)
      let second = words(&random, vocabulary: 30, upTo: limit)
      let found = RougeL(
        of: first.joined(separator: " "), and: second.joined(separator: " "), tokenization: .rouge)
      #expect(found.common == longestCommon(first, second))
    }
  }

  @Test(arguments: UInt64(0)..<12)
  func `the index keeps the same list and finds the same maximum as all pairs`(seed: UInt64) throws
  {
    var random = SplitMix64(seed: seed)
    let tie = RougeTie.allCases[Int(seed % 3)]
    let value = [0.7, 0.5, 0.85, 1.0][Int(seed / 3 % 4)]
    let threshold = try #require(RougeThreshold(value, tie: tie))
    var pool = NoveltyPool(threshold: threshold, tokenization: .rouge)
    var kept: [[String]] = []
    for _ in 0..<700 {
      let text =
        kept.isEmpty || Int.random(in: 0..<3, using: &random) == 0
        ? words(&random, vocabulary: 200, upTo: 30) + ["u"]
        : changed(kept[Int.random(in: 0..<kept.count, using: &random)], &random)
      var expected: Int?
      for (ordinal, other) in kept.enumerated() {
        let common = longestCommon(text, other)
        guard threshold.isExceeded(common: common, first: text.count, second: other.count) else {
          continue
        }
        if let best = expected {
          let bestCommon = longestCommon(text, kept[best])
          guard common * (text.count + kept[best].count) > bestCommon * (text.count + other.count)
          else { continue }
        }
        expected = ordinal
      }
      let candidate = pool.candidate(Array(text.joined(separator: " ").utf8))
      #expect(pool.match(of: candidate)?.ordinal == expected)
      if expected == nil {
        pool.add(candidate)
        kept.append(text)
      }
    }
    // Enough for a rebuild of the index in the looser settings.
    #expect(kept.count > (value > 0.6 ? 256 : 100))
  }
}
