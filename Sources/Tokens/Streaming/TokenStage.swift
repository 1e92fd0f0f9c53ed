/// Cuts added tokens out of a text; what lies between them becomes pieces.
final class TokenStage: TextStage {
  /// What a token may have to see beside it: one character.
  private static let neighborBytes = 4

  private let matcher: AddedTokenMatcher
  private let includingSpecial: Bool
  private let next: any TextStage
  private let append: (UInt32) -> Void
  private var window: TextWindow
  /// Bytes of the window that have been handed on, or belong to a token.
  private var context = 0
  /// Where in the window the search goes on.
  private var position = 0
  private var isAtStart = true
  private var isOpenPiece = false
  private var isTextStart = false

  /// `append`: takes the ids of tokens.
  init(
    _ matcher: AddedTokenMatcher, includingSpecial: Bool, _ state: StreamState,
    _ next: any TextStage, append: @escaping (UInt32) -> Void
  ) {
    self.matcher = matcher
    self.includingSpecial = includingSpecial
    self.next = next
    self.append = append
    window = TextWindow(partBytes: state.partBytes)
  }

  func push(_ chunk: TextChunk) {
    window.add(chunk) { text, isStable in
      let whole = chunk.with(text, isStable: isStable, ends: chunk.ends)
      var start = context
      let open = findTokens(in: whole, from: &start)
      if chunk.ends {
        handOn(start..<max(text.count, start), of: whole, ends: true)
        (context, position, isAtStart) = (0, 0, true)
        return text.count
      }
      let end = open ?? knownEnd(of: text, from: start)
      if end > start {
        handOn(start..<end, of: whole, ends: false)
        start = end
      }
      let kept = max(min(position, start) - Self.neighborBytes, 0)
      context = start - kept
      position -= kept
      return kept
    }
  }

  /// Hands on all up to the last token that is known as a whole; where a token begins of which more
  /// may follow, returns that place.
  private func findTokens(in whole: TextChunk, from start: inout Int) -> Int? {
    let text = whole.bytes
    let unseen = whole.ends ? 0 : matcher.longestBytes + Self.neighborBytes
    while true {
      var offset = position
      let match = matcher.next(
        in: text, from: &offset, before: text.count - unseen, after: start,
        includingSpecial: includingSpecial)
      guard let match else {
        position = max(position, offset)
        return nil
      }
      if !whole.ends, match.range.upperBound > text.count - Self.neighborBytes {
        position = offset
        return max(match.range.lowerBound, start)
      }
      handOn(start..<max(match.range.lowerBound, start), of: whole, ends: true)
      if !match.range.isEmpty { append(match.id) }
      start = match.range.upperBound
      isAtStart = isAtStart && start == 0
      position = match.searchEnd
    }
  }

  /// Up to where no token can begin, nor white space that belongs to one.
  private func knownEnd(of text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard position > start else { return start }
    let known = UnsafeBufferPointer(rebasing: text[..<min(position, text.count)])
    let end = max(ScalarText.completeEnd(of: known), start)
    guard matcher.stripsLeft else { return end }
    return WordBorder.spaceStart(in: text, before: end, limit: start)
  }

  private func handOn(_ range: Range<Int>, of whole: TextChunk, ends: Bool) {
    guard !range.isEmpty || ends && isOpenPiece else { return }
    if !isOpenPiece { isTextStart = whole.isTextStart && isAtStart }
    if !range.isEmpty { isAtStart = false }
    isOpenPiece = !ends
    next.push(
      TextChunk(
        bytes: UnsafeBufferPointer(rebasing: whole.bytes[range]), isStable: whole.isStable,
        ends: ends, isTextStart: isTextStart))
  }
}
