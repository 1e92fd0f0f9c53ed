/// A source as the mixture sees it: what it can give in one pass.
public struct MixtureSource: Sendable, Equatable {
  public var name: String
  /// Tokens of one pass over its training documents: end-of-text tokens and rehydrated copies included.
  public var tokens: Int
  /// The same without copies: what there is to learn from.
  public var uniqueTokens: Int
  /// Documents without copies.
  public var documents: Int
  /// Documents of each round of a pass.
  ///
  /// One round holds every document once; rehydration makes several, each with other copies.
  public var rounds: [UInt64]
  /// Tokens of the longest document: no prefix of the order strays further from the target.
  public var longestDocument: Int

  /// A source without copies, whose documents are all about equally long until it is said otherwise.
  public init(name: String, tokens: Int, documents: Int) {
    self.name = name
    self.tokens = tokens
    self.documents = documents
    uniqueTokens = tokens
    rounds = [UInt64(documents)]
    longestDocument = documents > 0 ? (tokens + documents - 1) / documents : 0
  }
}
