/// The stages that a long text passes through, as the steps of a tokenizer ask.
struct TextStream {
  private let tokenizer: Tokenizer
  private let parsingAddedTokens: Bool
  private let state: StreamState

  init(_ tokenizer: Tokenizer, parsingAddedTokens: Bool, _ state: StreamState) {
    self.tokenizer = tokenizer
    self.parsingAddedTokens = parsingAddedTokens
    self.state = state
  }

  /// Normalizes, cuts and encodes a text that holds no added token as it is.
  func encode(_ text: UnsafeBufferPointer<UInt8>, isTextStart: Bool, with words: WordStage) {
    let passes = tokenizer.normalizer?.passes ?? []
    var first = splitting(words)
    if tokenizer.normalizedTokens.canMatch(includingSpecial: parsingAddedTokens) {
      first = TokenStage(
        tokenizer.normalizedTokens, includingSpecial: parsingAddedTokens, state, first
      ) { words.append($0) }
    }
    // Where the text ends for those passes that remove white space there.
    var ends: [Int] = []
    for (index, pass) in passes.enumerated() {
      guard let stripping = pass as? Stripping, stripping.right else { continue }
      let end = WhiteSpaceEnd(state)
      send(text, isTextStart: isTextStart, to: normalizing(passes[..<index], ends, end))
      ends.append(end.end)
    }
    send(text, isTextStart: isTextStart, to: normalizing(passes[...], ends, first))
  }

  private func send(
    _ text: UnsafeBufferPointer<UInt8>, isTextStart: Bool, to stage: any TextStage
  ) {
    var start = 0
    repeat {
      let end = min(start + state.partBytes, text.count)
      stage.push(
        TextChunk(
          bytes: UnsafeBufferPointer(rebasing: text[start..<end]), isStable: true,
          ends: end == text.count, isTextStart: isTextStart))
      start = end
    } while start < text.count && state.failure == nil
  }

  /// The stages of passes; `ends` are those of the passes that strip the right end, in order.
  private func normalizing(
    _ passes: ArraySlice<any TextPass>, _ ends: [Int], _ last: any TextStage
  ) -> any TextStage {
    var ends = ends[...]
    var first = last
    for pass in passes.reversed() {
      switch pass {
      case let pass as Stripping:
        let end = pass.right ? ends.popLast() : nil
        first = StrippingStage(left: pass.left, limit: end ?? .max, state, first)
      case let pass as Prepending:
        first = PrefixStage(pass.prefix, onlyAtTextStart: false, unlessThere: false, first)
      case let pass as ExpressionReplacement: first = ReplacementStage(pass, state, first)
      case let pass as SentencePieceSpacing: first = SentencePieceStage(pass, state, first)
      default: first = PassStage(pass, state, first)
      }
    }
    return first
  }

  private func splitting(_ last: any TextStage) -> any TextStage {
    var first = last
    for step in tokenizer.splitter.steps.reversed() {
      switch step {
      case .cut(let rule, let behavior, let isInverted):
        first = CutStage(rule, behavior, isInverted: isInverted, state, first)
      case .prepend(let prefix, let onlyAtTextStart):
        first = PrefixStage(prefix, onlyAtTextStart: onlyAtTextStart, unlessThere: true, first)
      case .replaceSpaces(let replacement):
        first = RewritingStage(state, first) { text, output in
          guard text.contains(UInt8(ascii: " ")) else { return false }
          for byte in text {
            if byte == UInt8(ascii: " ") { output += replacement } else { output.append(byte) }
          }
          return true
        }
      case .enterByteAlphabet:
        first = RewritingStage(state, first) { text, output in
          ByteAlphabet.appendCharacters(of: text, to: &output)
          return true
        }
      case .leaveByteAlphabet:
        first = RewritingStage(state, first) { text, output in
          ByteAlphabet.appendBytes(ofUTF8: text, to: &output)
          return true
        }
      }
    }
    return first
  }
}
