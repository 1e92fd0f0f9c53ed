/// A part of the text that the steps so far have cut out.
struct TextPiece {
  var start: Int
  var end: Int
  /// Whether it begins the whole input.
  var isTextStart: Bool
}

/// The buffers of one worker for steps without a hand-written matcher.
package struct SplitScratch {
  /// Why the words of the last text are missing; nil when they are not.
  ///
  /// Only a regular expression can fail on a text: it takes more memory or steps than it may.
  package internal(set) var failure: TokenizerError?
  private var pieces: [TextPiece] = []
  private var nextPieces: [TextPiece] = []
  /// The text that pieces are parts of, once a step has changed it.
  private var changedText: [UInt8] = []
  private var nextText: [UInt8] = []
  private var isChanged = false
  private var matches = TextMatches()
  private var expressions = ExpressionScratch()

  package init() {}

  /// Applies steps to a text that is not empty; the pieces are there for `forEachPiece` then.
  mutating func run(
    _ steps: [PieceStep], on text: UnsafeBufferPointer<UInt8>, isTextStart: Bool
  ) {
    isChanged = false
    pieces.removeAll(keepingCapacity: true)
    pieces.append(TextPiece(start: 0, end: text.count, isTextStart: isTextStart))
    do throws(TokenizerError) {
      for step in steps { try apply(step, to: text) }
    } catch {
      failure = error
      pieces.removeAll(keepingCapacity: true)
    }
  }

  /// Calls `body` with the pieces of the text that `run` was given last.
  @inline(__always)
  func forEachPiece(
    of text: UnsafeBufferPointer<UInt8>, _ body: (UnsafePointer<UInt8>, Int) -> Void
  ) {
    changedText.withUnsafeBufferPointer { changed in
      guard let start = isChanged ? changed.baseAddress : text.baseAddress else { return }
      for piece in pieces { body(start + piece.start, piece.end - piece.start) }
    }
  }

  private mutating func apply(
    _ step: PieceStep, to text: UnsafeBufferPointer<UInt8>
  ) throws(TokenizerError) {
    switch step {
    case .cut(let rule, let behavior, let isInverted):
      try cut(text, where: rule, behavior, isInverted: isInverted)
    case .prepend(let prefix, let onlyAtTextStart):
      rewrite(text) { bytes, isTextStart, output in
        if isTextStart || !onlyAtTextStart, !bytes.starts(with: prefix) { output += prefix }
        output += bytes
      }
    case .replaceSpaces(let replacement):
      guard containsSpace(text) else { return }
      rewrite(text) { bytes, _, output in
        for byte in bytes {
          if byte == UInt8(ascii: " ") { output += replacement } else { output.append(byte) }
        }
      }
    case .enterByteAlphabet:
      rewrite(text) { bytes, _, output in ByteAlphabet.appendCharacters(of: bytes, to: &output) }
    case .leaveByteAlphabet:
      rewrite(text) { bytes, _, output in ByteAlphabet.appendBytes(ofUTF8: bytes, to: &output) }
    }
  }

  private mutating func cut(
    _ text: UnsafeBufferPointer<UInt8>, where rule: CutRule, _ behavior: SplitBehavior,
    isInverted: Bool
  ) throws(TokenizerError) {
    nextPieces.removeAll(keepingCapacity: true)
    let result: Result<Void, TokenizerError> = changedText.withUnsafeBufferPointer { changed in
      do throws(TokenizerError) {
        try rule.cut(
          pieces, of: isChanged ? changed : text, behavior, isInverted: isInverted, &matches,
          expressions, into: &nextPieces)
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try result.get()
    swap(&pieces, &nextPieces)
  }

  private func containsSpace(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    changedText.withUnsafeBufferPointer { changed in
      let source = isChanged ? changed : text
      return pieces.contains { source[$0.start..<$0.end].contains(UInt8(ascii: " ")) }
    }
  }

  /// Makes a new text of all pieces; `body` appends what becomes of each one.
  private mutating func rewrite(
    _ text: UnsafeBufferPointer<UInt8>,
    _ body: (UnsafeBufferPointer<UInt8>, _ isTextStart: Bool, inout [UInt8]) -> Void
  ) {
    nextText.removeAll(keepingCapacity: true)
    changedText.withUnsafeBufferPointer { changed in
      let source = isChanged ? changed : text
      for index in pieces.indices {
        let start = nextText.count
        let range = pieces[index].start..<pieces[index].end
        body(UnsafeBufferPointer(rebasing: source[range]), pieces[index].isTextStart, &nextText)
        pieces[index].start = start
        pieces[index].end = nextText.count
      }
    }
    swap(&changedText, &nextText)
    isChanged = true
  }
}
