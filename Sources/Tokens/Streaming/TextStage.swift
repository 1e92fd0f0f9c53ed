/// A step of a tokenizer that a long text passes through part by part.
///
/// Stages are linked: each hands what it has settled on to the next one at once, and keeps only what
/// may still change with the bytes that follow. A stage serves one text.
protocol TextStage: AnyObject {
  /// Takes the next bytes.
  func push(_ chunk: TextChunk)
}

/// The next bytes of a piece of text.
struct TextChunk {
  var bytes: UnsafeBufferPointer<UInt8>
  /// Whether the bytes stay where they are while the text is encoded; else they are gone when the
  /// call has returned.
  var isStable: Bool
  /// Whether the piece ends here.
  ///
  /// The last chunk of a piece may be empty, and so may be the only one: then there is no piece.
  var ends: Bool
  /// Whether the piece begins the whole input.
  var isTextStart: Bool

  /// Bytes out of the piece that this chunk is of.
  func with(_ bytes: UnsafeBufferPointer<UInt8>, isStable: Bool, ends: Bool) -> TextChunk {
    TextChunk(bytes: bytes, isStable: isStable, ends: ends, isTextStart: isTextStart)
  }
}

/// What stages of one text share.
final class StreamState {
  /// Bytes from which on a stage looks at what it holds before a piece has ended.
  let partBytes: Int
  /// Bytes of the whole text, which bound the steps of an expression.
  let textBytes: Int
  /// What went wrong; no stage does anything then.
  var failure: TokenizerError?

  init(partBytes: Int, textBytes: Int) {
    self.partBytes = partBytes
    self.textBytes = textBytes
  }
}
