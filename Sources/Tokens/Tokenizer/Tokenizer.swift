public import Text

/// A byte-level BPE tokenizer with GPT-2's split pattern, compiled from its vocabulary.
///
///     let tokenizer = try Tokenizer(contentsOf: "gpt2/")
///     let encoder = tokenizer.makeEncoder()          // one per worker
///     var ids = ContiguousArray<UInt32>()
///     encoder.encode(document.text.span, into: &ids)
///     let bytes = try tokenizer.decode(ids.span)     // the same bytes, whatever they were
public final class Tokenizer: Sendable {
  public let vocabulary: BPEVocabulary
  /// A hash of all that decides ids; see `BPEVocabulary.fingerprint`.
  public let fingerprint: Hash128
  let merges: MergeTable
  /// Token of each single byte.
  let byteTokens: [UInt32]
  let addedTokens: AddedTokenMatcher

  /// Compiles a vocabulary.
  ///
  /// - Throws: `TokenizerError` when a byte has no token or a merge does not fit its tokens.
  public init(_ vocabulary: BPEVocabulary, path: String = "") throws(TokenizerError) {
    self.vocabulary = vocabulary
    fingerprint = vocabulary.fingerprint
    let added = Set(vocabulary.addedTokens.map(\.id))
    var single = [UInt32?](repeating: nil, count: 256)
    for (id, token) in vocabulary.tokens.enumerated() where token.count == 1 {
      let byte = Int(token[0])
      if single[byte] == nil, !added.contains(UInt32(id)) { single[byte] = UInt32(id) }
    }
    var byteTokens: [UInt32] = []
    for (byte, id) in single.enumerated() {
      guard let id else { throw TokenizerError(.missingByte(UInt8(byte)), at: path) }
      byteTokens.append(id)
    }
    self.byteTokens = byteTokens
    let tokens = vocabulary.tokens
    for (rank, merge) in vocabulary.merges.enumerated() {
      let ids = [merge.left, merge.right, merge.merged].map(Int.init)
      guard ids.allSatisfy(tokens.indices.contains),
        tokens[ids[0]] + tokens[ids[1]] == tokens[ids[2]]
      else {
        throw TokenizerError(.malformed("merge \(rank + 1) does not give its token"), at: path)
      }
    }
    merges = MergeTable(vocabulary.merges)
    addedTokens = AddedTokenMatcher(vocabulary.addedTokens)
  }

  /// Number of ids: they are 0 ..< `vocabularySize`.
  public var vocabularySize: Int { vocabulary.tokens.count }

  /// Id of `<|endoftext|>`, the token between documents, where the vocabulary has one.
  public var endOfText: UInt32? { id(ofAddedToken: "<|endoftext|>") }

  /// Id of an added token by its text, nil when there is none.
  public func id(ofAddedToken text: String) -> UInt32? {
    let bytes = Array(text.utf8)
    return vocabulary.addedTokens.first { $0.text == bytes }?.id
  }

  /// The scratch and word cache of one worker.
  public func makeEncoder() -> TokenEncoder { TokenEncoder(self) }

  /// The bytes of token ids, which need not be valid UTF-8.
  ///
  /// - Throws: `TokenizerError` for an id outside the vocabulary.
  public func decode(_ ids: Span<UInt32>) throws(TokenizerError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(ids.count * 4)
    for index in ids.indices {
      let id = ids[index]
      guard id < vocabularySize else {
        throw TokenizerError(.unknownTokenID(id, vocabularySize: vocabularySize))
      }
      bytes.append(contentsOf: vocabulary.tokens[Int(id)])
    }
    return bytes
  }
}
