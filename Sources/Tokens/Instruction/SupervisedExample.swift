public import Text

/// A conversation as tokens, with the loss on what the assistant says alone.
public struct SupervisedExample: Sendable, Equatable {
  public var tokens: ContiguousArray<UInt32>
  /// For each token whether the loss counts it as a target: the assistant's contents and what ends them.
  public var trained: ContiguousArray<Bool>

  /// Tokenizes a conversation piece by piece.
  ///
  /// What is trained is tokenized apart from what is not, and the end of a turn apart from its content,
  /// so that no token spans such a border; text before a reply is tokenized as one, as it will be when
  /// the model is asked. The template's own markers become single tokens where the tokenizer has them as
  /// added tokens, and text where it has not; text of messages never becomes a special token. Source
  /// of the mask: Taori et al. 2023 (Alpaca), which trains on the output and its end token only.
  ///
  /// - Parameters:
  ///   - messages: of one conversation.
  ///   - template: how it is written.
  ///   - encoder: of the tokenizer.
  ///   - endOfText: stands where the template ends a turn by the tokenizer's own end-of-text token.
  /// - Throws: `ChatTemplateError` for a conversation that the template cannot write, `TokenizerError`
  ///   for a text that the tokenizer cannot.
  public init(
    _ messages: [ChatMessage], template: ChatTemplate, encoder: TokenEncoder, endOfText: UInt32
  ) throws {
    var builder = ExampleBuilder(encoder: encoder)
    try builder.add(try template.pieces(for: messages), endOfText: endOfText)
    tokens = builder.tokens
    trained = builder.trained
  }

  /// The tokens of a conversation up to the beginning of a reply, as training has them.
  ///
  /// - Parameters:
  ///   - messages: of one conversation, the user's the last.
  ///   - template: how it is written.
  ///   - encoder: of the tokenizer.
  ///   - endOfText: stands where the template ends a turn by the tokenizer's own end-of-text token.
  /// - Returns: the prompt that a model continues with its reply.
  /// - Throws: `ChatTemplateError` for a conversation that the template cannot write, `TokenizerError`
  ///   for a text that the tokenizer cannot.
  public static func promptTokens(
    _ messages: [ChatMessage], template: ChatTemplate, encoder: TokenEncoder, endOfText: UInt32
  ) throws -> ContiguousArray<UInt32> {
    var builder = ExampleBuilder(encoder: encoder)
    try builder.add(try template.pieces(for: messages, opensReply: true), endOfText: endOfText)
    return builder.tokens
  }

  /// Cuts the example to `limit` tokens, and tells whether anything was cut.
  ///
  /// First the start goes, as far as nothing there is trained, then the end.
  public mutating func truncate(to limit: Int) -> Bool {
    guard tokens.count > limit else { return false }
    let promptCount = trained.firstIndex(of: true) ?? trained.count
    let cut = min(promptCount, tokens.count - limit)
    tokens.removeFirst(cut)
    trained.removeFirst(cut)
    tokens.removeLast(max(tokens.count - limit, 0))
    trained.removeLast(max(trained.count - limit, 0))
    return true
  }
}

/// Gathers plain text until something stands between it and the next, then encodes it as one.
private struct ExampleBuilder {
  let encoder: TokenEncoder
  var tokens = ContiguousArray<UInt32>()
  var trained = ContiguousArray<Bool>()
  private var text: [UInt8] = []

  init(encoder: TokenEncoder) { self.encoder = encoder }

  mutating func add(_ pieces: [ChatPiece], endOfText: UInt32) throws(TokenizerError) {
    for piece in pieces {
      let bytes = Array(piece.text.utf8)
      switch piece.kind {
      case .text: try add(text: bytes[...], isTrained: piece.isTrained)
      case .structure: try add(structure: bytes, isTrained: piece.isTrained)
      case .endOfText: try add(token: endOfText, isTrained: piece.isTrained)
      }
    }
    try encodeText()
  }

  private mutating func add(
    text bytes: ArraySlice<UInt8>, isTrained: Bool
  ) throws(TokenizerError) {
    if isTrained { try encodeText() }
    text += bytes
    if isTrained { try encodeText(isTrained: true) }
  }

  private mutating func add(structure bytes: [UInt8], isTrained: Bool) throws(TokenizerError) {
    var start = 0
    while let match = firstAddedToken(in: bytes, from: start) {
      try add(text: bytes[start..<match.range.lowerBound], isTrained: isTrained)
      try add(token: match.id, isTrained: isTrained)
      start = match.range.upperBound
    }
    try add(text: bytes[start...], isTrained: isTrained)
  }

  private func firstAddedToken(in bytes: [UInt8], from start: Int) -> AddedTokenMatcher.Match? {
    let tokenizer = encoder.tokenizer
    return bytes.withUnsafeBufferPointer { structure in
      [tokenizer.rawTokens, tokenizer.normalizedTokens]
        .compactMap { $0.next(in: structure, from: start, after: start, includingSpecial: true) }
        .min { $0.range.lowerBound < $1.range.lowerBound }
    }
  }

  private mutating func add(token: UInt32, isTrained: Bool) throws(TokenizerError) {
    try encodeText()
    tokens.append(token)
    trained.append(isTrained)
  }

  private mutating func encodeText(isTrained: Bool = false) throws(TokenizerError) {
    let text = text
    let isTextStart = tokens.isEmpty
    try encoder.encode(text.span, into: &tokens, isTextStart: isTextStart)
    trained.append(contentsOf: repeatElement(isTrained, count: tokens.count - trained.count))
    self.text.removeAll()
  }
}
