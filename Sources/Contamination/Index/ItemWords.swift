package import Text

/// The words of one benchmark item, as n-gram methods see it.
package struct ItemWords {
  /// A run of words over which n-grams are taken; none straddles two runs.
  struct Segment {
    var hashes: ContiguousArray<UInt64> = []
    /// Whether each word has a letter; an n-gram in which none has is never indexed.
    var hasLetter: ContiguousArray<Bool> = []
  }

  /// The example (passage, question, answer), then each option that is not the answer.
  var segments: [Segment]

  /// Length of the example in words.
  var exampleCount: Int { segments[0].hashes.count }

  /// Takes the words of an item's parts, with `words` as scratch.
  package init(_ item: BenchmarkItem, words: inout WordList) {
    segments = [Segment(item.example, words: &words)]
    for choice in item.choices where choice != item.answer {
      segments.append(Segment(choice, words: &words))
    }
  }
}

extension ItemWords.Segment {
  init(_ text: String, words: inout WordList) {
    let bytes = Array(text.utf8)
    words.fill(from: bytes.span, definition: .gpt3)
    hashes = words.hashes
    hasLetter.reserveCapacity(words.count)
    let classes = ScalarTables.shared.classes
    let letters = ScalarClass.letter.rawValue
    for word in 0..<words.count {
      let range = Int(words.starts[word])..<Int(words.ends[word])
      let scalars = String(decoding: bytes[range], as: UTF8.self).unicodeScalars
      hasLetter.append(scalars.contains { classes[Int($0.value)] & letters != 0 })
    }
  }

  /// Calls `body` with the first word of every n-gram in which some word has a letter.
  func forEachNGram(of length: Int, _ body: (Int) -> Void) {
    guard hashes.count >= length else { return }
    var lettered = hasLetter[..<length].count { $0 }
    for first in 0...(hashes.count - length) {
      if first > 0 {
        if hasLetter[first - 1] { lettered -= 1 }
        if hasLetter[first + length - 1] { lettered += 1 }
      }
      if lettered > 0 { body(first) }
    }
  }
}
