/// What the model wrote after a prompt, and why it stopped there.
public struct GeneratedTokens: Hashable, Sendable {
  public enum StopReason: String, Hashable, Sendable {
    /// A stop token came; it is not among the tokens.
    case stopToken
    /// `maximumTokens` were generated.
    case length
    /// The model has no position left.
    case contextFull
    /// The caller asked to stop.
    case cancelled
  }

  public var tokens: [Int32]
  public var reason: StopReason
}

extension Transformer {
  /// Continues a prompt.
  ///
  /// - Parameters:
  ///   - prompt: at least one token; a text that starts from nothing starts from the end-of-text token.
  ///   - settings: how to draw and when to stop.
  ///   - onToken: called with each token as it is drawn; false stops.
  /// - Returns: the tokens drawn, and why they end.
  /// - Throws: `ModelError` for an empty or too long prompt, an unknown token, or settings out of range.
  public func generate(
    after prompt: [Int32], settings: SamplingSettings,
    onToken: (Int32) throws -> Bool = { _ in true }
  ) throws -> GeneratedTokens {
    let sampler = try Sampler(settings)
    guard !prompt.isEmpty else {
      throw ModelError(
        .settings, at: "prompt",
        "found no token; expected at least one, such as the end-of-text token")
    }
    let session = try DecodingSession(self)
    try session.append(prompt)
    var tokens: [Int32] = []
    while tokens.count < settings.maximumTokens {
      let token = withExtendedLifetime(session) {
        sampler.token(from: session.logits, draw: tokens.count)
      }
      if settings.stopTokens.contains(token) {
        return GeneratedTokens(tokens: tokens, reason: .stopToken)
      }
      tokens.append(token)
      guard try onToken(token) else { return GeneratedTokens(tokens: tokens, reason: .cancelled) }
      guard tokens.count < settings.maximumTokens else { break }
      guard session.position < configuration.contextLength else {
        return GeneratedTokens(tokens: tokens, reason: .contextFull)
      }
      try session.append([token])
    }
    return GeneratedTokens(tokens: tokens, reason: .length)
  }
}
