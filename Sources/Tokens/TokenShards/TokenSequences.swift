/// The tokens of several shards joined end to end and cut into training sequences of equal length.
///
///     let sequences = try TokenSequences(shards, length: 1024)
///     try sequences.read(42, into: &tokens, trained: &mask)    // 1,025 tokens: inputs and targets
///
/// Sequence i is tokens i·length ... (i + 1)·length of the joined shards: neighbours share one token,
/// so that every token but the first is a target once. What is left over at the end is not used. The
/// simplest packing (concat-and-chunk, GPT-2, GPT-3): no padding, documents may be cut.
public struct TokenSequences: Sendable {
  /// Inputs per sequence.
  public let length: Int
  /// Number of whole sequences.
  public let count: Int
  /// Tokens of all shards together.
  public let tokenCount: Int
  private let shards: [TokenShardReader]
  /// Place of each shard's first token in the joined tokens.
  private let starts: [Int]

  /// Joins shards in the order given.
  ///
  /// - Throws: `TokenShardError` when two shards come from different tokenizers.
  /// - Precondition: `length` is at least 1.
  public init(_ shards: [TokenShardReader], length: Int) throws(TokenShardError) {
    precondition(length >= 1, "a sequence holds at least one token")
    if let first = shards.first {
      for shard in shards where shard.fingerprint != first.fingerprint {
        throw TokenShardError(
          .otherTokenizer(expected: "\(first.fingerprint)", found: "\(shard.fingerprint)"),
          path: shard.path)
      }
    }
    self.shards = shards
    self.length = length
    var starts: [Int] = []
    var total = 0
    for shard in shards {
      starts.append(total)
      total += shard.tokenCount
    }
    self.starts = starts
    tokenCount = total
    count = max(total - 1, 0) / length
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
    var offset = ordinal * length
    let end = offset + length + 1
    var shard = shardOrdinal(ofToken: offset)
    while offset < end {
      let inside = offset - starts[shard]
      let range = inside..<min(shards[shard].tokenCount, inside + end - offset)
      try shards[shard].readTokens(range, into: &tokens)
      try shards[shard].readLossMask(range, into: &trained)
      offset += range.count
      shard += 1
    }
  }

  /// The document of a token of the joined shards: where a trained-on token came from.
  public func document(
    ofToken offset: Int
  ) throws(TokenShardError) -> (shard: TokenShardReader, document: TokenShardDocument) {
    precondition(offset >= 0 && offset < tokenCount, "token \(offset) of \(tokenCount)")
    let shard = shardOrdinal(ofToken: offset)
    let ordinal = try shards[shard].documentOrdinal(ofToken: offset - starts[shard])
    return (shards[shard], try shards[shard].document(ordinal).document)
  }

  /// The last shard that starts at or before a token: empty shards before it are passed over.
  private func shardOrdinal(ofToken offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }
}
