/// How documents become training rows of one length.
public enum Packing: String, Codable, CaseIterable, Sendable {
  /// Joined end to end and cut at every row: no padding, documents may be cut (GPT-2, GPT-3).
  case concatenate
  /// Cut only where they are longer than a row, and put together so that little room is left: best-fit
  /// decreasing (Ding et al. 2024, "Fewer Truncations Improve Language Modeling").
  case bestFit = "best-fit"
  /// One document, or one piece of a longer one, to a row; the rest of the row is padding.
  case document

  public init(from decoder: any Decoder) throws { self = try suggesting(from: decoder) }

  /// The rows of token shards in the order given.
  ///
  /// - Parameters:
  ///   - shards: of one tokenizer.
  ///   - length: inputs per row.
  ///   - separatesDocuments: whether rows tell where their documents start, for attention that stays
  ///     inside them.
  /// - Returns: `TokenSequences` or `PackedRows`.
  /// - Throws: `TokenShardError` when two shards come from different tokenizers or hold more than can
  ///   be packed.
  public func rows(
    of shards: [TokenShardReader], length: Int, separatesDocuments: Bool = false
  ) throws(TokenShardError) -> any TokenRows {
    switch self {
    case .concatenate:
      try TokenSequences(shards, length: length, separatesDocuments: separatesDocuments)
    case .bestFit:
      try PackedRows(shards, length: length, separatesDocuments: separatesDocuments)
    case .document:
      try PackedRows(
        shards, length: length, separatesDocuments: separatesDocuments, joinsDocuments: false)
    }
  }
}
