/// A prompt and its response as tokens, with the loss on the response alone.
public struct SupervisedExample: Sendable, Equatable {
  /// Prompt, response and end-of-text token.
  public var tokens: ContiguousArray<UInt32>
  /// For each token whether the loss counts it as a target: the response and its end token.
  public var trained: ContiguousArray<Bool>

  /// Tokenizes prompt and response apart, so that no token spans the border between them.
  ///
  /// Text never turns into special tokens. Source: the loss mask of Taori et al. 2023 (Alpaca), which
  /// trains on the output and its end token only.
  public init(
    prompt: Span<UInt8>, response: Span<UInt8>, encoder: TokenEncoder, endOfText: UInt32
  ) throws(TokenizerError) {
    tokens = ContiguousArray()
    try encoder.encode(prompt, into: &tokens)
    trained = ContiguousArray(repeating: false, count: tokens.count)
    try encoder.encode(response, into: &tokens)
    tokens.append(endOfText)
    trained.append(contentsOf: repeatElement(true, count: tokens.count - trained.count))
  }

  /// Cuts the example to `limit` tokens, and tells whether anything was cut: first the start of the
  /// prompt goes, then the end of the response.
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
