import Contamination
import Text
import Testing

@Suite("Changes of items")
struct ItemChangeTests {
  private func words(_ text: String) -> [String] {
    var words = WordList()
    let bytes = Array(text.utf8)
    words.fill(from: bytes.span, definition: .gpt3)
    return words.hashes.map { String($0) }
  }

  private let text =
    "One, two\nthree four. Five six seven; eight (nine) ten eleven twelve thirteen fourteen fifteen!"
  private let host = "Many other words stand here, among them some long ones."

  @Test("re-casing keeps the words", arguments: UInt64(0)..<50)
  func recased(seed: UInt64) throws {
    var change = ItemChange(seed: seed, host: host)
    let result = change.text(text, .recased)
    let changed = try #require(result)
    #expect(changed != text)
    #expect(words(changed) == words(text))
  }

  @Test("every twelfth word is replaced and nothing else", arguments: UInt64(0)..<50)
  func replaced(seed: UInt64) throws {
    var change = ItemChange(seed: seed, host: host)
    let long = text + " " + text
    let result = change.text(long, .replaced)
    let changed = try #require(result)
    let before = long.split(whereSeparator: \.isWhitespace)
    let after = changed.split(whereSeparator: \.isWhitespace)
    #expect(before.count == after.count)
    for (position, pair) in zip(before, after).enumerated() {
      #expect((pair.0 == pair.1) == (position % 12 != 11))
    }
    let few = change.text("only a few words", .replaced)
    #expect(few == nil)
  }

  @Test("a cut keeps the first two thirds of the words as they stand")
  func truncated() throws {
    var change = ItemChange(seed: 1, host: host)
    let result = change.text(text, .truncated)
    let changed = try #require(result)
    #expect(text.hasPrefix(changed))
    #expect(words(changed).count == 10)
    let one = change.text("word", .truncated)
    #expect(one == nil)
  }

  @Test("shuffling keeps the words and loses their order", arguments: UInt64(0)..<20)
  func shuffled(seed: UInt64) throws {
    var change = ItemChange(seed: seed, host: host)
    let result = change.text(text, .shuffled)
    let changed = try #require(result)
    #expect(words(changed) != words(text))
    #expect(words(changed).sorted() == words(text).sorted())
  }
}
