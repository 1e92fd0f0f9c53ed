import Contamination
import TestSupport
import Testing
import Text

@Suite("The n-gram index")
struct NGramIndexTests {
  private struct Found: Hashable {
    var item: Int
    var firstWord: Int
    var length: Int
  }

  private func search(_ index: NGramIndex, _ text: String) -> [Found] {
    var words = WordList()
    words.fill(from: Array(text.utf8).span, definition: .gpt3)
    var hits = NGramIndex.Hits()
    index.search(words.hashes, into: &hits)
    var found: [Found] = []
    for hit in hits.found {
      index.forEachItem(of: hit.nGram) {
        found.append(Found(item: $0, firstWord: hit.firstUnit, length: hit.length))
      }
    }
    return found
  }

  /// The same by comparing strings, word by word.
  private func plainSearch(_ sets: [(items: [String], length: Int)], _ text: String) -> [Found] {
    let textWords = plainWords(text)
    var found: [Found] = []
    for first in textWords.indices {
      for length in Set(sets.map(\.length)).sorted() where first + length <= textWords.count {
        let nGram = textWords[first..<first + length]
        var ordinal = 0
        for set in sets {
          for item in set.items {
            let itemWords = plainWords(item)
            if set.length == length, itemWords.count >= length,
              nGram.contains(where: { $0.contains { $0.isLetter } })
            {
              for start in 0...(itemWords.count - length)
              where itemWords[start..<start + length] == nGram {
                found.append(Found(item: ordinal, firstWord: first, length: length))
              }
            }
            ordinal += 1
          }
        }
      }
    }
    return found
  }

  private func plainWords(_ text: String) -> [String] {
    text.lowercased().split(whereSeparator: \.isWhitespace)
      .map { $0.filter { !$0.isPunctuation && !"$+<=>^`|~".contains($0) } }.filter { !$0.isEmpty }
  }

  private func makeIndex(
    _ sets: [(items: [String], length: Int)], keyMask: UInt64 = .max
  ) -> NGramIndex {
    var splitter = WordUnits(.gpt3).makeSplitter()
    var units = UnitList()
    return NGramIndex.building(
      sets.map { set in
        let items = set.items.map { [ItemUnits($0, splitter: &splitter, units: &units)] }
        return (items, set.length)
      }, keyMask: keyMask)
  }

  private func sentence(_ count: Int, _ random: inout SplitMix64) -> String {
    let vocabulary = ["a", "b", "C,", "dé", "É!", "7", "12", "-", "don't", "dont", "x"]
    return (0..<count).map { _ in
      vocabulary[Int.random(in: 0..<vocabulary.count, using: &random)]
    }.joined(separator: Bool.random(using: &random) ? " " : "\n")
  }

  @Test("it finds what a plain comparison of words finds", arguments: UInt64(0)..<150)
  func againstPlainSearch(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let sets = (0..<Int.random(in: 1...3, using: &random)).map { _ in
      (
        items: (0..<Int.random(in: 0...4, using: &random)).map { _ in
          sentence(Int.random(in: 0...12, using: &random), &random)
        }, length: Int.random(in: 1...4, using: &random)
      )
    }
    let text = sentence(Int.random(in: 0...60, using: &random), &random)
    #expect(Set(search(makeIndex(sets), text)) == Set(plainSearch(sets, text)))
    // With two bits of key nearly every n-gram shares its key with another: words decide.
    let colliding = makeIndex(sets, keyMask: 0x8000_0000_0000_0001)
    #expect(search(colliding, text) == search(makeIndex(sets), text))
  }

  @Test("n-grams with one key are told apart by their words")
  func collidingKeys() {
    let items = (0..<50).map { words("item\($0)x", 3) }
    let index = makeIndex([(items, 3)], keyMask: 0)
    for (position, item) in items.enumerated() {
      #expect(search(index, "before \(item) after").map(\.item) == [position])
    }
    #expect(search(index, words("other", 9)).isEmpty)
  }

  @Test(
    "n-grams of numbers alone are not indexed, with one word they are",
    arguments: [
      ("12 + 30 = 42 and 7", 1), ("12 + 30 = 42, 99 7", 0), ("１２ 30 42 99 7", 0),
    ])
  func numbers(item: String, count: Int) {
    #expect(makeIndex([([item], 5)]).count == count)
  }

  @Test("case, punctuation and white space do not matter, letters of any script do")
  func normalization() {
    let index = makeIndex([(["«Où est-il?» — demanda Élise, Привет мир 你好 !"], 6)])
    #expect(
      search(index, "où\u{00A0}estil demanda ÉLISE: ПРИВЕТ… мир, 你好").map(\.firstWord) == [0, 1])
    #expect(search(index, "ou estil demanda elise привет мир 你好").isEmpty)
  }

  @Test("an n-gram that several items and places share is found for each")
  func duplicates() {
    let phrase = words("p", 4)
    let index = makeIndex([([phrase, "x \(phrase) \(phrase)", phrase], 4)])
    #expect(search(index, phrase).map(\.item) == [0, 1, 1, 2])
    #expect(Array(index.nGramCounts) == [1, 6, 1])
  }

  @Test("without sets or with empty items nothing is found")
  func empty() {
    #expect(search(makeIndex([]), words("w", 20)).isEmpty)
    #expect(search(makeIndex([(["", "…", "one"], 8)]), words("w", 20)).isEmpty)
  }
}
