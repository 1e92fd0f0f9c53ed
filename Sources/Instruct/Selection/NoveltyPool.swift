/// A growing set of texts that says exactly whether a new one is too similar to any of them.
///
/// Every pair that could exceed the threshold is compared; the others are excluded by bounds that
/// cannot be wrong: token counts, a hashed signature of the tokens, and an index over the rarest
/// tokens of each text (prefix filtering; Chaudhuri et al. 2006, Bayardo et al. 2007). The result
/// equals comparing with every text. Cost: some microseconds per text at 16,000 texts.
public struct NoveltyPool: Sendable {
  /// The closest text of the pool, where it exceeds the threshold.
  public struct Match: Sendable, Equatable {
    /// Ordinal of the text, in order of addition; the earliest of equally close ones.
    public let ordinal: Int
    public let similarity: RougeL
  }

  /// A text cut into tokens, to be tested and then perhaps added without cutting it twice.
  public struct Candidate: Sendable {
    let tokens: [UInt32]
    let signature: TokenSignature
    /// The tokenization used, never `automatic`.
    public let tokenization: RougeTokenization
  }

  public let threshold: RougeThreshold
  private let tokenization: RougeTokenization
  private var vocabulary = TokenVocabulary()
  private var texts: [(tokens: [UInt32], signature: TokenSignature)] = []
  private var index = RareTokenIndex()
  private var subsequence = CommonSubsequence()
  private var visited: [Int] = []
  private var round = 0

  public init(
    threshold: RougeThreshold = .selfInstruct, tokenization: RougeTokenization = .automatic
  ) {
    self.threshold = threshold
    self.tokenization = tokenization
  }

  /// Texts added so far.
  public var count: Int { texts.count }

  /// Cuts a UTF-8 text into tokens.
  public mutating func candidate(_ text: [UInt8]) -> Candidate {
    let (tokens, used) = vocabulary.numbers(of: text, tokenization)
    return Candidate(tokens: tokens, signature: TokenSignature(tokens), tokenization: used)
  }

  /// The closest text that exceeds the threshold, or nil when the candidate is novel.
  public mutating func match(of candidate: Candidate) -> Match? {
    let tokens = candidate.tokens
    guard !tokens.isEmpty else { return nil }
    subsequence.fix(tokens, vocabularySize: vocabulary.count)
    round += 1
    var best: Match?
    let prefix = tokens.count - threshold.minimumPartner(tokens.count) + 1
    for token in index.rarest(tokens, prefix) {
      for posting in index.postings(of: token) where visited[Int(posting)] != round {
        visited[Int(posting)] = round
        if let found = compare(candidate, Int(posting)), isBetter(found, than: best) {
          best = found
        }
      }
    }
    return best
  }

  /// Adds a text; its ordinal is the count before.
  public mutating func add(_ candidate: Candidate) {
    texts.append((candidate.tokens, candidate.signature))
    visited.append(0)
    if index.isDue(for: texts.count) {
      index.rebuild(over: texts.lazy.map(\.tokens), threshold)
    } else {
      index.add(candidate.tokens, ordinal: texts.count - 1, threshold)
    }
  }

  private mutating func compare(_ candidate: Candidate, _ ordinal: Int) -> Match? {
    let first = candidate.tokens.count
    let second = texts[ordinal].tokens.count
    let need = threshold.minimumCommon(first, second)
    let missing = candidate.signature.missing(in: texts[ordinal].signature)
    let extra = texts[ordinal].signature.missing(in: candidate.signature)
    guard first - missing >= need, second - extra >= need,
      let common = subsequence.length(with: texts[ordinal].tokens, atLeast: need),
      threshold.isExceeded(common: common, first: first, second: second)
    else { return nil }
    let similarity = RougeL(common: common, firstCount: first, secondCount: second)
    return Match(ordinal: ordinal, similarity: similarity)
  }

  private func isBetter(_ found: Match, than best: Match?) -> Bool {
    guard let best else { return true }
    if found.similarity.isHigher(than: best.similarity) { return true }
    return !best.similarity.isHigher(than: found.similarity) && found.ordinal < best.ordinal
  }
}

/// The set of a text's tokens hashed to 128 bits.
///
/// A bit set in one signature and not in another stands for at least one position whose token the
/// other lacks, so it bounds the common subsequence from above: loose at worst, never wrong.
struct TokenSignature: Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init(_ tokens: [UInt32]) {
    for token in tokens {
      let bit = UInt64((token &* 2_654_435_761) >> 25)
      if bit < 64 { low |= 1 << bit } else { high |= 1 << (bit - 64) }
    }
  }

  func missing(in other: TokenSignature) -> Int {
    (low & ~other.low).nonzeroBitCount + (high & ~other.high).nonzeroBitCount
  }
}
