/// The tokens of several shards end to end, addressed by their place in the whole.
struct JoinedTokens: Sendable {
  let shards: [TokenShardReader]
  /// Tokens of all shards together.
  let tokenCount: Int
  /// Documents of all shards together.
  let documentCount: Int
  /// Place of each shard's first token.
  private let starts: [Int]

  /// Joins shards in the order given.
  ///
  /// - Throws: `TokenShardError` when two shards come from different tokenizers.
  init(_ shards: [TokenShardReader]) throws(TokenShardError) {
    if let first = shards.first {
      for shard in shards where shard.fingerprint != first.fingerprint {
        throw TokenShardError(
          .otherTokenizer(expected: "\(first.fingerprint)", found: "\(shard.fingerprint)"),
          path: shard.path)
      }
    }
    self.shards = shards
    var starts: [Int] = []
    var total = 0
    for shard in shards {
      starts.append(total)
      total += shard.tokenCount
    }
    self.starts = starts
    tokenCount = total
    documentCount = shards.reduce(0) { $0 + $1.documentCount }
  }

  /// The last shard that starts at or before a token: empty shards before it are passed over.
  func shardOrdinal(ofToken offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }

  /// A shard by its place, and the place of its first token.
  func shard(_ ordinal: Int) -> (reader: TokenShardReader, start: Int) {
    (shards[ordinal], starts[ordinal])
  }

  /// Appends the tokens of a range and their loss flags.
  func read(
    _ range: Range<Int>, into tokens: inout ContiguousArray<UInt32>,
    trained: inout ContiguousArray<Bool>
  ) throws(TokenShardError) {
    var offset = range.lowerBound
    var shard = range.isEmpty ? 0 : shardOrdinal(ofToken: offset)
    while offset < range.upperBound {
      let inside = offset - starts[shard]
      let part = inside..<min(shards[shard].tokenCount, inside + range.upperBound - offset)
      try shards[shard].readTokens(part, into: &tokens)
      try shards[shard].readLossMask(part, into: &trained)
      offset += part.count
      shard += 1
    }
  }

  /// Calls the body with the token range of every document, in order, empty ones included.
  func forEachDocument<Problem: Error>(
    _ body: (Range<Int>) throws(Problem) -> Void
  ) throws(Problem) {
    for (shard, start) in zip(shards, starts) {
      for ordinal in 0..<shard.documentCount {
        let tokens = shard.tokens(ofDocument: ordinal)
        try body(start + tokens.lowerBound..<start + tokens.upperBound)
      }
    }
  }
}
