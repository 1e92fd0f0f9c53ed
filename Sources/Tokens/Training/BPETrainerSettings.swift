/// What a trained vocabulary looks like.
public struct BPETrainerSettings: Sendable, Equatable {
  /// Ids in all: 256 bytes, learned tokens, special tokens.
  ///
  /// GPT-2 has 50,257.
  public var vocabularySize: Int
  /// A pair seen less often is never merged; 2 keeps words that occur once from becoming tokens.
  public var minimumPairCount: Int
  /// Tokens of structure, last in the vocabulary, in this order.
  public var specialTokens: [String]
  /// How text is cut into words: the name of a known pattern (`gpt2`, `cl100k`, `o200k`, `llama3`,
  /// `qwen2`), else a regular expression whose matches and the text between them are the words.
  public var splitPattern: String

  public init(
    vocabularySize: Int = 32_768, minimumPairCount: Int = 2,
    specialTokens: [String] = ["<|endoftext|>"], splitPattern: String = "gpt2"
  ) {
    self.vocabularySize = vocabularySize
    self.minimumPairCount = minimumPairCount
    self.specialTokens = specialTokens
    self.splitPattern = splitPattern
  }

  /// The steps that the split pattern stands for.
  public var splitting: [SplitStep] {
    SplitPattern(name: splitPattern)?.steps ?? [
      .split(.expression(splitPattern), .isolated, isInverted: false),
      .byteLevel(addsPrefixSpace: false, splits: false),
    ]
  }

  /// A setting out of its range.
  public struct Invalid: Error, Equatable, CustomStringConvertible {
    /// Name of the setting.
    public let setting: String
    /// What was found and what is accepted.
    public let message: String

    public var description: String { "'\(setting)' \(message)" }
  }

  /// - Throws: `Invalid` naming setting, value and accepted range.
  public func validate() throws(Invalid) {
    let least = 256 + specialTokens.count
    guard (least...(1 << 24)).contains(vocabularySize) else {
      throw Invalid(
        setting: "vocabularySize",
        message: "is \(vocabularySize); expected \(least) (256 bytes and \(specialTokens.count) "
          + "special tokens) to 16777216")
    }
    guard minimumPairCount >= 1 else {
      throw Invalid(
        setting: "minimumPairCount", message: "is \(minimumPairCount); expected at least 1")
    }
    guard Set(specialTokens).count == specialTokens.count, !specialTokens.contains("") else {
      throw Invalid(setting: "specialTokens", message: "holds an empty text or one text twice")
    }
    do throws(TokenizerError) {
      _ = try Splitter(splitting)
    } catch {
      throw Invalid(setting: "splitPattern", message: "is '\(splitPattern)': \(error)")
    }
  }
}
