public import Text

/// Where the tokens of one document in a token shard came from.
public struct TokenShardDocument: Sendable, Hashable {
  /// Place of the source in the manifest's `sources`.
  public var source: UInt32
  /// Which pass over its source this is, from 0.
  public var epoch: UInt32
  /// Identity in this run: input ordinal and record number.
  public var id: UInt64
  /// Hash of the printed form `source/shard:record`; the same when inputs are added later.
  public var key: Hash128

  public init(source: UInt32, epoch: UInt32 = 0, id: UInt64, key: Hash128) {
    self.source = source
    self.epoch = epoch
    self.id = id
    self.key = key
  }
}

/// What a token shard says about itself in words; stored as JSON with sorted keys.
public struct TokenShardManifest: Codable, Sendable, Equatable {
  /// On which side of a document its end-of-text token stands.
  public enum EndOfTextPlacement: String, Codable, Sendable {
    /// Before each document, as llm.c has it.
    case before
    /// After each document, as nanoGPT, datatrove and Dolma have it.
    case after
    /// Nowhere: the documents are bare.
    case absent
  }

  /// Names of the sources by their ordinal.
  public var sources: [String]
  public var endOfText: EndOfTextPlacement
  /// The token that separates documents, where there is one.
  public var endOfTextToken: UInt32?
  /// Hash of the settings that made the shard.
  public var recipe: String
  /// Hash of each input by its name.
  public var inputs: [String: String]

  public init(
    sources: [String], endOfText: EndOfTextPlacement, endOfTextToken: UInt32? = nil,
    recipe: String = "", inputs: [String: String] = [:]
  ) {
    self.sources = sources
    self.endOfText = endOfText
    self.endOfTextToken = endOfTextToken
    self.recipe = recipe
    self.inputs = inputs
  }
}
