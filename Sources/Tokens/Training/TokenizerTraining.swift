public import Pipelines
internal import Text

/// Trains the run's tokenizer on the documents that survived: words are counted per shard, summed per
/// range of word hashes, and merged once.
///
/// Observations: key = hash of the word, document = 0, payload = count (u64), word bytes. The one
/// decision record has key 0 and the `tokenizer.json` as payload; without any word there is none.
/// Memory of the reducing task: about 50 bytes and four per byte for each different word.
public struct TokenizerTraining: CorpusStage {
  public struct Settings: StageSettings {
    /// Ids in all: 256 bytes, learned tokens and special tokens.
    public var vocabularySize = 32_768
    /// A pair seen less often is never merged.
    public var minimumPairCount = 2
    /// How text is cut into words: `gpt2`, `cl100k`, `o200k`, `llama3`, `qwen2`, or a regular expression.
    public var splitPattern = "gpt2"
    /// Tokens of structure, last in the vocabulary; a run needs one that ends documents.
    public var specialTokens = ["<|endoftext|>"]

    public init() {}

    public func validate() throws {
      do {
        try trainer.validate()
      } catch {
        throw SettingsProblem(error.setting, error.message)
      }
    }

    var trainer: BPETrainerSettings {
      BPETrainerSettings(
        vocabularySize: vocabularySize, minimumPairCount: minimumPairCount,
        specialTokens: specialTokens, splitPattern: splitPattern)
    }
  }

  public static let name = "tokenizer-training"
  public static let summary = "Trains a byte-level BPE tokenizer on the documents."
  public static let rules: [String] = []
  public static let flow = CorpusFlow(.rangesThenReduce, scope: .none)

  /// Words are handed to the sidecar when they take more memory than this.
  private static let counterBytes = 32 << 20

  private let settings: Settings
  private let splitter: Splitter

  /// - Throws: `TokenizerError` for a split pattern that is not understood.
  public init(_ settings: Settings, context: StageContext) throws {
    self.settings = settings
    splitter = try Splitter(settings.trainer.splitting)
  }

  public func makeObserverState() -> WordCounter { WordCounter(splitter: splitter) }

  public func observe(
    _ document: borrowing Document, shared: inout SharedScratch, state: inout WordCounter,
    into observations: ObservationWriter
  ) throws {
    state.count(document.text.span)
    if let failure = state.failure { throw failure }
    if state.memoryBytes > Self.counterBytes {
      try finishObserving(state: &state, into: observations)
    }
  }

  public func finishObserving(
    state: inout WordCounter, into observations: ObservationWriter
  ) throws {
    try state.forEachWord { word, hash, count in
      let payload = CountedWord(word: word, count: count).payload
      try observations.append(key: hash, document: DocumentID(rawValue: 0), payload: payload.span)
    }
    state.removeAll()
  }

  public func resolve(
    _ observations: SidecarMerge, context: ResolveContext, into decisions: SidecarWriter
  ) throws {
    // The words of one hash are nearly always one word.
    var key: UInt64 = 0
    var words: [CountedWord] = []
    func finish() throws {
      for word in words {
        try decisions.append(key: key, document: 0, payload: word.payload.span)
        context.tally.add("words")
      }
      words.removeAll(keepingCapacity: true)
    }
    while try observations.advance() {
      if observations.key != key { try finish() }
      key = observations.key
      let found = try CountedWord(payload: observations.payload)
      if let index = words.firstIndex(where: { $0.word == found.word }) {
        words[index].count &+= found.count
      } else {
        words.append(found)
      }
    }
    try finish()
  }

  public func reduce(
    _ records: SidecarMerge, context: ResolveContext, into decisions: SidecarWriter
  ) throws {
    var trainer = try BPETrainer(settings.trainer)
    var isEmpty = true
    while try records.advance() {
      let word = try CountedWord(payload: records.payload)
      trainer.add(word.word.span, count: word.count)
      isEmpty = false
    }
    guard !isEmpty else { return }
    let vocabulary = trainer.train()
    context.tally.add("tokens", vocabulary.tokens.count)
    let payload = try vocabulary.tokenizerJSON()
    try decisions.append(key: 0, document: 0, payload: payload.span)
  }
}

/// A word and how often it was seen, as the stage's records hold them.
private struct CountedWord {
  var word: [UInt8]
  var count: UInt64

  init(word: Span<UInt8>, count: UInt64) {
    self.word = word.withUnsafeBufferPointer { Array($0) }
    self.count = count
  }

  init(payload: [UInt8]) throws {
    guard let count = payload.integer(at: 0, as: UInt64.self) else {
      throw TokenizerError(
        .malformed("a word count of \(payload.count) bytes; expected 8 and a word"))
    }
    self.count = count
    word = Array(payload[8...])
  }

  var payload: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + word.count)
    bytes.appendInteger(count)
    bytes.append(contentsOf: word)
    return bytes
  }
}
