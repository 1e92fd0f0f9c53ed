/// Encodes words as they come: the last stage.
///
/// A word that comes in several parts is encoded part by part where the model can, else when it is
/// whole.
final class WordStage: TextStage {
  private let encoder: TokenEncoder
  private let state: StreamState
  private var window: TextWindow
  private var isInsideWord = false
  /// How many words wait in the encoder.
  private var waiting = 0
  private(set) var output: TokenOutput

  init(_ encoder: TokenEncoder, _ state: StreamState, _ output: consuming TokenOutput) {
    self.encoder = encoder
    self.state = state
    self.output = output
    window = TextWindow(partBytes: state.partBytes)
  }

  func push(_ chunk: TextChunk) {
    guard state.failure == nil else { return }
    if chunk.ends, window.count == 0, !isInsideWord {
      guard let start = chunk.bytes.baseAddress, !chunk.bytes.isEmpty else { return }
      return encoder.encode(
        word: start, count: chunk.bytes.count, isStable: chunk.isStable, waiting: &waiting,
        into: &output)
    }
    window.add(chunk) { text, _ in
      if chunk.ends, !isInsideWord {
        guard let start = text.baseAddress, !text.isEmpty else { return 0 }
        encoder.encode(
          word: start, count: text.count, isStable: false, waiting: &waiting, into: &output)
        return text.count
      }
      let known = chunk.ends ? text.count : ScalarText.completeEnd(of: text)
      let done = encoder.encode(
        partOf: UnsafeBufferPointer(rebasing: text[..<known]), isFirst: !isInsideWord,
        ends: chunk.ends, waiting: &waiting, into: &output)
      isInsideWord = !chunk.ends && (isInsideWord || done > 0 || encoder.isInsideWord)
      return done
    }
  }

  /// Adds the id of an added token.
  func append(_ id: UInt32) {
    encoder.flush(&waiting, into: &output)
    output.append(id)
  }

  /// Ends the text; the ids are with `output` then.
  func finish() -> TokenOutput {
    encoder.flush(&waiting, into: &output)
    var finished = TokenOutput(appendingTo: [])
    swap(&finished, &output)
    return finished
  }
}
