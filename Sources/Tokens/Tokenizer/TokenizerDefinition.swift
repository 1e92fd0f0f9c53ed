/// All that decides the ids of a text: what a tokenizer file holds, before it is compiled to encode.
///
/// A text goes through five steps, in this order: added tokens are cut out, the rest is normalized,
/// split into words, each word is encoded by the model, and the template's ids are put around the
/// whole where the caller asks for them. The parts are those of a Hugging Face `tokenizer.json`.
public struct TokenizerDefinition: Sendable, Equatable {
  /// What each id stands for, by id: bytes of a byte-level vocabulary, else the printed form in
  /// UTF-8; of an added token its text.
  ///
  /// Empty for an id that no token has.
  public var tokens: [[UInt8]]
  public var normalization: [NormalizationStep]
  public var splitting: [SplitStep]
  public var model: TokenModel
  /// By ascending id.
  public var addedTokens: [AddedToken]
  /// Ids around a whole text, which the caller may ask for.
  public var template: TokenTemplate
  /// How ids become text again.
  public var decoding: [DecodingStep]

  public init(
    tokens: [[UInt8]], model: TokenModel, addedTokens: [AddedToken] = [],
    normalization: [NormalizationStep] = [], splitting: [SplitStep],
    template: TokenTemplate = TokenTemplate(), decoding: [DecodingStep] = [.bytes]
  ) {
    self.tokens = tokens
    self.model = model
    self.addedTokens = addedTokens.sorted { $0.id < $1.id }
    self.normalization = normalization
    self.splitting = splitting
    self.template = template
    self.decoding = decoding
  }

  /// A byte-level BPE, GPT-2's kind: every byte has a token, words are cut by a pattern.
  public init(
    byteLevel tokens: [[UInt8]], merges: [TokenMerge], addedTokens: [AddedToken] = [],
    splitting: [SplitStep] = [.byteLevel(addsPrefixSpace: false, splits: true)]
  ) {
    self.init(
      tokens: tokens, model: .bytePairs(BytePairRules(merges: merges)), addedTokens: addedTokens,
      splitting: splitting)
  }

  /// The merges of a byte-pair model by rank; empty for other models.
  public var merges: [TokenMerge] {
    get { if case .bytePairs(let rules) = model { rules.merges } else { [] } }
    set {
      guard case .bytePairs(var rules) = model else { return }
      rules.merges = newValue
      model = .bytePairs(rules)
    }
  }
}

/// A token that is matched as a whole before the text is split into words.
public struct AddedToken: Sendable, Hashable {
  public var text: [UInt8]
  public var id: UInt32
  /// Whether it marks structure (end of text) rather than words; then it is matched only when the
  /// caller asks for it.
  public var isSpecial: Bool
  /// Whether it is looked for in the normalized text rather than in the text as it came.
  public var isNormalized = false
  /// Whether letters, digits or `_` beside it keep it from matching.
  public var isSingleWord = false
  /// Whether white space before it belongs to it.
  public var stripsLeft = false
  /// Whether white space after it belongs to it.
  public var stripsRight = false
  /// Whether the model knows it too, so that words may become it.
  public var isModelToken = false

  public init(text: [UInt8], id: UInt32, isSpecial: Bool = true) {
    self.text = text
    self.id = id
    self.isSpecial = isSpecial
  }
}

/// Ids that a post-processor puts around a text, such as the beginning-of-sequence token.
public struct TokenTemplate: Sendable, Equatable {
  public var beginning: [UInt32]
  public var ending: [UInt32]

  public init(beginning: [UInt32] = [], ending: [UInt32] = []) {
    self.beginning = beginning
    self.ending = ending
  }
}

/// The part of a tokenizer that turns one word into ids.
public enum TokenModel: Sendable, Equatable {
  case bytePairs(BytePairRules)
  case unigram(UnigramRules)
  case wordPiece(WordPieceRules)
}

/// How a byte-pair model starts and what it merges.
public struct BytePairRules: Sendable, Equatable {
  /// What a word is cut into before merging.
  public enum Units: Sendable, Equatable {
    /// Its bytes, GPT-2's way.
    case bytes
    /// Its characters; one without a token becomes its bytes' `<0x..>` tokens where `byteFallback`.
    case characters(byteFallback: Bool)
  }

  /// In the order of their rank.
  public var merges: [TokenMerge]
  public var units: Units
  /// Stands for what has no token; nil: it is left out, as Hugging Face does.
  public var unknownToken: UInt32?
  /// Whether neighbouring unknown units become one token.
  public var fusesUnknown: Bool
  /// Whether a word that is a token is taken as it is, whatever the merges (`ignore_merges`,
  /// tiktoken).
  public var takesWholeWords: Bool
  /// Follows the last unit of each word in the printed tokens (CLIP's `</w>`).
  public var endOfWordSuffix: [UInt8]
  /// Precedes every unit but the first of a word in the printed tokens.
  public var continuingPrefix: [UInt8]

  public init(
    merges: [TokenMerge], units: Units = .bytes, unknownToken: UInt32? = nil,
    fusesUnknown: Bool = false, takesWholeWords: Bool = false, endOfWordSuffix: [UInt8] = [],
    continuingPrefix: [UInt8] = []
  ) {
    self.merges = merges
    self.units = units
    self.unknownToken = unknownToken
    self.fusesUnknown = fusesUnknown
    self.takesWholeWords = takesWholeWords
    self.endOfWordSuffix = endOfWordSuffix
    self.continuingPrefix = continuingPrefix
  }
}

/// Two tokens that join.
public struct TokenMerge: Sendable, Hashable {
  public var left: UInt32
  public var right: UInt32
  /// The token that spells `left` and then `right`.
  public var merged: UInt32
  /// The lower, the earlier; of equal ranks the leftmost pair of a word merges first.
  public var rank: UInt32

  public init(left: UInt32, right: UInt32, merged: UInt32, rank: UInt32) {
    self.left = left
    self.right = right
    self.merged = merged
    self.rank = rank
  }
}

/// A unigram model: a score per token, the best path wins (Kudo 2018).
public struct UnigramRules: Sendable, Equatable {
  /// How the sum of scores is rounded at every piece, which decides between paths that are equal.
  public enum Precision: Sendable, Equatable {
    /// 32 bits, as in the SentencePiece library.
    case single
    /// 64 bits, as in Hugging Face tokenizers.
    case double
  }

  /// Logarithm of the probability of each token of the model, by id; −∞ for one never found in text.
  public var scores: [Double]
  public var unknownToken: UInt32?
  public var byteFallback: Bool
  public var precision: Precision

  public init(
    scores: [Double], unknownToken: UInt32?, byteFallback: Bool, precision: Precision = .double
  ) {
    self.scores = scores
    self.unknownToken = unknownToken
    self.byteFallback = byteFallback
    self.precision = precision
  }
}

/// BERT's model: the longest known piece from the left, again and again.
public struct WordPieceRules: Sendable, Equatable {
  public var unknownToken: UInt32
  public var continuingPrefix: [UInt8]
  /// A word of more characters is unknown as a whole.
  public var maximumCharacters: Int

  public init(unknownToken: UInt32, continuingPrefix: [UInt8], maximumCharacters: Int) {
    self.unknownToken = unknownToken
    self.continuingPrefix = continuingPrefix
    self.maximumCharacters = maximumCharacters
  }
}

/// One step from tokens back to text, as the decoder of a `tokenizer.json` names it.
public enum DecodingStep: Sendable, Hashable {
  /// The bytes of the tokens, joined: the whole decoder of byte-level vocabularies.
  case bytes
  case replace([UInt8], with: [UInt8])
  /// `<0x0A>` and the like become the byte they name.
  case byteFallback
  /// All tokens become one.
  case fuse
  /// Takes up to so many of a character from both ends of each token.
  case strip([UInt8], start: Int, stop: Int)
  /// The replacement becomes a space; at the very start it goes where `dropsFirst`.
  case metaspace([UInt8], dropsFirst: Bool)
  /// Tokens with the prefix join the one before; others follow a space.
  case wordPiece(prefix: [UInt8], cleansUp: Bool)
  /// The suffix becomes a space, at the very end nothing.
  case wordSuffix([UInt8])
  /// Tokens are joined with spaces: a file without decoder.
  case spaces
}
