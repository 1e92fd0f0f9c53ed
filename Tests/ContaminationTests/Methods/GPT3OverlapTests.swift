import Contamination
import Testing

@Suite("N of GPT-3's overlap")
struct GPT3OverlapTests {
  @Test(
    "N is the fifth percentile of item lengths, from 8 to 13",
    arguments: [
      ([3, 4, 5], 8), ([10, 30, 40], 10), ([50, 60], 13), ([], 13),
      // Rank ⌊0.05 · 20⌋ = 1 of 21 items.
      ([Int](11...31), 12), ([8] + [Int](repeating: 40, count: 20), 13),
    ])
  func percentile(lengths: [Int], expected: Int) {
    #expect(GPT3Overlap().wordsPerNGram(itemWords: lengths) == expected)
  }

  @Test("bounds are settings")
  func bounds() {
    var method = GPT3Overlap()
    (method.minimumWords, method.maximumWords) = (5, 6)
    #expect(method.wordsPerNGram(itemWords: [2, 3]) == 5)
    #expect(method.wordsPerNGram(itemWords: [20]) == 6)
  }
}
