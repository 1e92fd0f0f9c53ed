internal import Synchronization
public import Text

/// A tokenizer compiled from its definition; immutable, shared by all workers.
///
///     let tokenizer = try Tokenizer(contentsOf: "gpt2/")
///     let encoder = tokenizer.makeEncoder()          // one per worker
///     var ids = ContiguousArray<UInt32>()
///     try encoder.encode(document.text.span, into: &ids)
///     let bytes = try tokenizer.decode(ids.span)
///
/// A byte-level tokenizer without normalization gives back the same bytes, whatever they were.
public final class Tokenizer: Sendable {
  /// The compiled model.
  enum Model: Sendable {
    case bytePairs(BytePairModel)
    case unigram(UnigramModel)
    case wordPiece(WordPieceModel)
  }

  public let definition: TokenizerDefinition
  /// A hash of all that decides ids; see `TokenizerDefinition.fingerprint`.
  public var fingerprint: Hash128 {
    knownFingerprint.withLock { known in
      let fingerprint = known ?? definition.fingerprint
      known = fingerprint
      return fingerprint
    }
  }
  /// The files this tokenizer can be loaded from again, by name; they go beside token shards and
  /// checkpoints.
  public let files: [TokenizerFile]
  let model: Model
  let splitter: Splitter
  let normalizer: TextNormalizer?
  /// Looked for in the text as it comes.
  let rawTokens: AddedTokenMatcher
  /// Looked for in normalized text.
  let normalizedTokens: AddedTokenMatcher
  private let decoder: TokenDecoder
  /// Computed when first asked for: encoding does not need it.
  private let knownFingerprint = Mutex<Hash128?>(nil)
  /// Made with the first encoder.
  private let wordCache = Mutex<WordCache?>(nil)
  /// Held while a text is encoded whose longest word may take as much memory again as the text.
  let largeTexts = Mutex(())

  /// Compiles a definition.
  ///
  /// - Parameters:
  ///   - definition: all that decides ids.
  ///   - files: what it was read from; without any, a `tokenizer.json` is made where there is a form
  ///     for it.
  ///   - path: the file, for messages.
  /// - Throws: `TokenizerError` when a merge does not fit its tokens, or a pattern is not understood.
  public init(
    _ definition: TokenizerDefinition, files: [TokenizerFile] = [], path: String = ""
  ) throws(TokenizerError) {
    self.definition = definition
    for token in definition.addedTokens where Int(token.id) >= definition.tokens.count {
      throw TokenizerError(.malformed("the added token of id \(token.id) has no entry"), at: path)
    }
    splitter = try Self.placed(path) { () throws(TokenizerError) in
      try Splitter(definition.splitting)
    }
    normalizer = try Self.placed(path) { () throws(TokenizerError) in
      definition.normalization.isEmpty ? nil : try TextNormalizer(definition.normalization)
    }
    model = try Self.compile(definition, path: path)
    self.files =
      files.isEmpty
      ? [TokenizerFile(name: "tokenizer.json", bytes: try definition.tokenizerJSON())] : files
    let raw = definition.addedTokens.filter { !$0.isNormalized }
    rawTokens = AddedTokenMatcher(raw, spelled: raw.map(\.text))
    let normalizer = normalizer
    // The pieces of a SentencePiece model are spelled as normalized text already.
    let isSpelled = definition.normalization.contains {
      if case .sentencePiece = $0 { true } else { false }
    }
    let normalized = definition.addedTokens.filter(\.isNormalized)
    let spelled = normalized.map {
      isSpelled ? $0.text : normalizer?.normalized($0.text) ?? $0.text
    }
    normalizedTokens = AddedTokenMatcher(normalized, spelled: spelled)
    // A token that is found in normalized text is decoded as that has it.
    var shown = definition
    for (token, text) in zip(normalized, spelled) where text != token.text {
      shown.tokens[Int(token.id)] = text
    }
    decoder = TokenDecoder(shown)
  }

  private static func compile(
    _ definition: TokenizerDefinition, path: String
  ) throws(TokenizerError) -> Model {
    let hidden = definition.addedTokens.filter { !$0.isModelToken }.map(\.id)
    switch definition.model {
    case .bytePairs(let rules):
      return .bytePairs(
        try BytePairModel(rules, tokens: definition.tokens, hidden: hidden, path: path))
    case .unigram(let rules):
      let pieces = zip(definition.tokens, rules.scores).map { (bytes: $0, score: $1) }
      return try placed(path) { () throws(TokenizerError) in
        .unigram(
          try UnigramModel(
            pieces: pieces, unknownID: rules.unknownToken, byteFallback: rules.byteFallback,
            precision: rules.precision))
      }
    case .wordPiece(let rules):
      var pieces = definition.tokens
      for id in hidden where pieces.indices.contains(Int(id)) { pieces[Int(id)] = [] }
      return try placed(path) { () throws(TokenizerError) in
        .wordPiece(
          try WordPieceModel(
            pieces: pieces, unknownID: rules.unknownToken,
            continuingPrefix: rules.continuingPrefix, maximumCharacters: rules.maximumCharacters))
      }
    }
  }

  /// Adds the path to an error that has no place.
  private static func placed<Result>(
    _ path: String, _ body: () throws(TokenizerError) -> Result
  ) throws(TokenizerError) -> Result {
    do {
      return try body()
    } catch {
      throw error.place.isEmpty ? TokenizerError(error.problem, at: path) : error
    }
  }

  /// Number of ids: they are 0 ..< `vocabularySize`, some perhaps unused.
  public var vocabularySize: Int { definition.tokens.count }

  /// The bytes of UTF-8 no token stands for, of a byte-level model; text that holds them loses them,
  /// or gets the unknown token.
  public var missingBytes: [UInt8] {
    guard case .bytePairs(let model) = model else { return [] }
    // 0xC0, 0xC1 and those from 0xF5 never occur in UTF-8: vocabularies may lack them.
    return model.units.missingBytes.filter { $0 < 0xC0 || (0xC2...0xF4).contains($0) }
  }

  /// Id of the token between documents, where the vocabulary has one: `<|endoftext|>`, or the
  /// end-of-sequence token of other families.
  public var endOfText: UInt32? {
    EndOfTextNames.all.lazy.compactMap { self.id(ofAddedToken: $0) }.first
  }

  /// Id of an added token by its text, nil when there is none.
  public func id(ofAddedToken text: String) -> UInt32? {
    let bytes = Array(text.utf8)
    return definition.addedTokens.first { $0.text == bytes }?.id
  }

  /// The scratch of one worker; the encoders of a tokenizer share what they remember of words.
  public func makeEncoder() -> TokenEncoder {
    let cache = wordCache.withLock { cache in
      let shared = cache ?? WordCache()
      cache = shared
      return shared
    }
    return TokenEncoder(self, window: 1 << 15, cache: cache)
  }

  /// The same, remembering words for itself; long words are looked at so many bytes or characters at a
  /// time, and texts four times as many, which never changes ids.
  package func makeEncoder(window: Int) -> TokenEncoder {
    TokenEncoder(self, window: window, cache: WordCache())
  }

  /// The bytes of token ids, which need not be valid UTF-8.
  ///
  /// - Throws: `TokenizerError` for an id outside the vocabulary.
  public func decode(_ ids: Span<UInt32>) throws(TokenizerError) -> [UInt8] {
    for index in ids.indices where ids[index] >= vocabularySize {
      throw TokenizerError(.unknownTokenID(ids[index], vocabularySize: vocabularySize))
    }
    return decoder.decode(ids)
  }
}

/// A file a tokenizer is read from.
public struct TokenizerFile: Sendable, Equatable {
  /// Without folder.
  public var name: String
  public var bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// Texts by which model families call the token that ends a document, most specific first.
private enum EndOfTextNames {
  static let all = [
    "<|endoftext|>", "<|end_of_text|>", "<｜end▁of▁sentence｜>", "</s>", "<eos>", "<|im_end|>",
    "[SEP]",
  ]
}
