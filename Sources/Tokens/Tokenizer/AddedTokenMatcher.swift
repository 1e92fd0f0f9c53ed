/// Finds added tokens in text: leftmost first, the longest of those that start at one place.
struct AddedTokenMatcher: Sendable {
  /// By first byte; longest first.
  private var candidates = [[BPEVocabulary.AddedToken]](repeating: [], count: 256)

  init(_ tokens: [BPEVocabulary.AddedToken]) {
    for token in tokens where !token.text.isEmpty { candidates[Int(token.text[0])].append(token) }
    for index in candidates.indices {
      candidates[index].sort { ($1.text.count, $0.id) < ($0.text.count, $1.id) }
    }
  }

  /// The next match at or after an offset: its place and the token.
  func next(
    in text: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> (range: Range<Int>, id: UInt32)? {
    for offset in start..<text.count {
      for token in candidates[Int(text[offset])] where offset + token.text.count <= text.count {
        let candidate = UnsafeBufferPointer(rebasing: text[offset..<offset + token.text.count])
        if candidate.elementsEqual(token.text) {
          return (offset..<offset + token.text.count, token.id)
        }
      }
    }
    return nil
  }
}
