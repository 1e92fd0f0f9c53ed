import TestSupport
import Testing
import Text

@Suite struct ShinglesTests {
  private func shingles(_ size: Int, _ words: [UInt64]) -> [UInt64] {
    var result: ContiguousArray<UInt64> = []
    Shingles.append(ofWords: size, words: ContiguousArray(words), into: &result)
    return Array(result)
  }

  @Test("a rolled shingle equals the shingle of its words alone", arguments: [1, 2, 5, 13])
  func rolling(size: Int) {
    var random = SplitMix64(seed: UInt64(size))
    let words = (0..<40).map { _ in random.next() }
    let rolled = shingles(size, words)
    #expect(rolled.count == 41 - size)
    for (index, shingle) in rolled.enumerated() {
      #expect(shingles(size, Array(words[index..<index + size])) == [shingle])
    }
    #expect(Set(rolled).count == rolled.count)
  }

  @Test("fewer words than a shingle give one shingle, none give none")
  func shortTexts() {
    #expect(shingles(5, [1, 2, 3]).count == 1)
    #expect(shingles(5, []).isEmpty)
    #expect(shingles(5, [1, 2, 3]) != shingles(5, [3, 2, 1]))
  }

  @Test("shingles are appended behind what is there")
  func appending() {
    var result: ContiguousArray<UInt64> = [7]
    Shingles.append(ofWords: 2, words: [1, 2, 3], into: &result)
    #expect(result.count == 3 && result[0] == 7)
  }
}
