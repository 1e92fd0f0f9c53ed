internal import Pipelines

/// The layouts of token shards that other trainers read and write.
public enum ExchangeFormat: String, Codable, Sendable, CaseIterable {
  case llmC = "llm.c"
  case nanoGPT = "nanogpt"
  case megatron
  case datatrove
  case dolma
  case mds

  /// The part of the documents that a series of shards holds.
  public enum Split: String, Sendable, CaseIterable {
    case train, validation
  }

  /// What shards are written with.
  public struct WritingSettings: Sendable {
    /// Ids are below this; it sets the width of a token.
    public var vocabularySize: Int
    /// The token that separates documents.
    public var endOfText: UInt32
    /// Names the tokenizer in metadata.
    public var tokenizer: String
    public var hasLossMask = false
    /// Tokens per shard in place of the format's own limit; nil for that.
    public var shardTokens: Int?
    /// Tokens per row, for MDS: nil for a row per document.
    public var sequenceLength: Int?
    /// Whether MDS shards are packed with zstd.
    public var isCompressed = false

    public init(vocabularySize: Int, endOfText: UInt32, tokenizer: String) {
      self.vocabularySize = vocabularySize
      self.endOfText = endOfText
      self.tokenizer = tokenizer
    }
  }

  /// What shards are read with.
  public struct ReadingSettings: Sendable {
    /// Larger ids are refused; it tells the width of a token where the shards do not.
    public var vocabularySize: Int
    /// The token that separates documents; streams without any other bounds need it.
    public var endOfText: UInt32?
    /// The kind of integer in MDS columns of bytes.
    public var rawKind = TokenInteger.int64

    public init(vocabularySize: Int, endOfText: UInt32?) {
      self.vocabularySize = vocabularySize
      self.endOfText = endOfText
    }
  }

  /// Settings or files that do not go with a format.
  public struct Mismatch: Error, Equatable, CustomStringConvertible {
    public let description: String
  }

  /// Refuses settings that the format cannot follow, before anything is written.
  public func validate(_ settings: WritingSettings) throws(Mismatch) {
    let size = settings.vocabularySize
    guard Int(settings.endOfText) < size else {
      throw Mismatch(
        description:
          "the end-of-text token \(settings.endOfText) is outside the vocabulary of \(size)")
    }
    if self == .nanoGPT, size > 1 << 16 {
      throw Mismatch(
        description: "nanogpt has 16 bits per token, too few for a vocabulary of \(size); choose "
          + "another format, such as llm.c")
    }
    if self == .megatron, size > 1 << 31 {
      throw Mismatch(description: "megatron has ids below 2^31; the vocabulary has \(size)")
    }
    if let tokens = settings.shardTokens {
      guard [.llmC, .datatrove, .dolma].contains(self) else {
        throw Mismatch(
          description: "\(self.rawValue) has no limit of tokens per shard; leave it out")
      }
      guard (2..<1 << 31).contains(tokens) else {
        throw Mismatch(description: "\(tokens) tokens per shard; expected 2 to 2147483647")
      }
    }
    if self != .mds, settings.sequenceLength != nil {
      throw Mismatch(description: "\(self.rawValue) has no rows; a sequence length goes with mds")
    }
    if self != .mds, settings.isCompressed {
      throw Mismatch(description: "\(self.rawValue) is never compressed; that goes with mds")
    }
    if let length = settings.sequenceLength, !(1...1 << 24).contains(length) {
      throw Mismatch(description: "rows of \(length) tokens; expected 1 to 16777216")
    }
  }

  /// Makes a writer of one split, below an existing folder.
  ///
  /// llm.c, nanoGPT and Megatron tell the split in the names of the files, the others in a folder.
  ///
  /// - Precondition: `validate` accepts the settings.
  public func makeWriter(
    folder: String, split: Split, _ settings: WritingSettings
  ) throws -> any TokenDocumentWriter {
    let short = split == .train ? "train" : "val"
    switch self {
    case .llmC:
      return LLMCWriter(
        folder: folder, name: short, family: LLMCFamily(vocabularySize: settings.vocabularySize),
        endOfText: settings.endOfText,
        shardTokens: settings.shardTokens ?? LLMCWriter.defaultShardTokens)
    case .nanoGPT:
      return try NanoGPTWriter(path: "\(folder)/\(short).bin", endOfText: settings.endOfText)
    case .megatron:
      return try MegatronWriter(
        path: "\(folder)/\(split.rawValue)_text_document",
        vocabularySize: settings.vocabularySize, endOfText: settings.endOfText)
    case .datatrove:
      return DatatroveWriter(
        folder: try subfolder(folder, split), vocabularySize: settings.vocabularySize,
        endOfText: settings.endOfText, tokenizer: settings.tokenizer,
        hasLossMask: settings.hasLossMask, shardTokens: settings.shardTokens ?? .max)
    case .dolma:
      return DolmaWriter(
        folder: try subfolder(folder, split), vocabularySize: settings.vocabularySize,
        endOfText: settings.endOfText,
        shardTokens: settings.shardTokens ?? DolmaWriter.defaultShardTokens)
    case .mds:
      return MDSWriter(
        folder: try subfolder(folder, split), vocabularySize: settings.vocabularySize,
        endOfText: settings.endOfText, sequenceLength: settings.sequenceLength,
        isCompressed: settings.isCompressed)
    }
  }

  /// Whether the format can say which tokens count in the loss.
  public var carriesLossMask: Bool { self == .datatrove }

  private func subfolder(_ folder: String, _ split: Split) throws -> String {
    let path = "\(folder)/\(split.rawValue)"
    try makeFolder(path)
    return path
  }
}
