/// The tokens of several shards joined end to end and cut into training sequences of equal length.
///
///     let sequences = try TokenSequences(shards, length: 1024)
///     try sequences.read(42, into: &tokens, trained: &mask)    // 1,025 tokens: inputs and targets
///
/// Sequence i is tokens i·length ... (i + 1)·length of the joined shards: neighbours share one token,
/// so that every token but the first is a target once. What is left over at the end is not used. The
/// simplest packing (concat-and-chunk, GPT-2, GPT-3): no padding, documents may be cut.
public struct TokenSequences: TokenRows {
  /// Inputs per sequence.
  public let length: Int
  /// Number of whole sequences.
  public let count: Int
  /// Tokens of all shards together.
  public var tokenCount: Int { joined.tokenCount }
  private let joined: JoinedTokens
  private let separatesDocuments: Bool

  /// Joins shards in the order given.
  ///
  /// - Parameters:
  ///   - shards: of one tokenizer.
  ///   - length: inputs per sequence.
  ///   - separatesDocuments: whether rows tell where their documents start. A document's first token is
  ///     no target then, unless it is the end-of-text token that closes the document before.
  /// - Throws: `TokenShardError` when two shards come from different tokenizers.
  /// - Precondition: `length` is at least 1.
  public init(
    _ shards: [TokenShardReader], length: Int, separatesDocuments: Bool = false
  ) throws(TokenShardError) {
    precondition(length >= 1, "a sequence holds at least one token")
    joined = try JoinedTokens(shards)
    self.length = length
    self.separatesDocuments = separatesDocuments
    count = max(joined.tokenCount - 1, 0) / length
  }

  /// Replaces `tokens` and `trained` by the `length + 1` tokens of a sequence and their loss flags.
  ///
  /// Token i + 1 is the target of token i, and `trained[i + 1]` says whether that target counts.
  public func read(
    _ ordinal: Int, into tokens: inout ContiguousArray<UInt32>,
    trained: inout ContiguousArray<Bool>
  ) throws(TokenShardError) {
    precondition(ordinal >= 0 && ordinal < count, "sequence \(ordinal) of \(count)")
    tokens.removeAll(keepingCapacity: true)
    trained.removeAll(keepingCapacity: true)
    let start = ordinal * length
    try joined.read(start..<start + length + 1, into: &tokens, trained: &trained)
  }

  public func read(_ ordinal: Int, into row: inout TokenRow) throws(TokenShardError) {
    row.clear()
    try read(ordinal, into: &row.tokens, trained: &row.trained)
    if separatesDocuments { try separate(&row, from: ordinal * length) }
  }

  /// Notes where documents start in a row, and leaves their first tokens out of the loss.
  private func separate(_ row: inout TokenRow, from offset: Int) throws(TokenShardError) {
    var shard = joined.shardOrdinal(ofToken: offset)
    while shard < joined.shards.count {
      let (reader, base) = joined.shard(shard)
      guard base <= offset + length else { return }
      shard += 1
      guard reader.tokenCount > 0 else { continue }
      var document = base > offset ? 0 : try reader.documentOrdinal(ofToken: offset - base)
      while document < reader.documentCount {
        let range = reader.tokens(ofDocument: document)
        document += 1
        let place = base + range.lowerBound - offset
        if place > length { return }
        guard place > 0, !range.isEmpty else { continue }
        if row.tokens[place] != reader.openingEndOfText { row.trained[place] = false }
        if place < length { row.documentStarts.append(place) }
      }
    }
  }

  /// The document of a token of the joined shards: where a trained-on token came from.
  public func document(
    ofToken offset: Int
  ) throws(TokenShardError) -> (shard: TokenShardReader, document: TokenShardDocument) {
    precondition(offset >= 0 && offset < tokenCount, "token \(offset) of \(tokenCount)")
    let (reader, start) = joined.shard(joined.shardOrdinal(ofToken: offset))
    let ordinal = try reader.documentOrdinal(ofToken: offset - start)
    return (reader, try reader.document(ordinal).document)
  }

  public func report() -> PackingReport {
    var report = PackingReport()
    report.rows = count
    report.inputs = count * length
    report.tokens = tokenCount
    report.unusedTokens = count == 0 ? tokenCount : tokenCount - count * length - 1
    joined.forEachDocument { document in
      report.documents += 1
      guard let last = document.last else { return }
      let row = document.lowerBound / length
      if row >= count || last > (row + 1) * length { report.cutDocuments += 1 }
    }
    return report
  }
}
