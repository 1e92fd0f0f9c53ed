import Pipelines

// Documents of an index have identities in the upper half of the numbers: input 2^31 + the shard's
// number in the index, whose shards are counted over all generations. No input of a run reaches there,
// so they never meet those of the run, and sort behind them.

extension DocumentID {
  private static let indexBit: UInt64 = 1 << 63
  /// Shards an index holds at most.
  static let maximumIndexedShards = 1 << 31

  /// A document of an index.
  /// - Parameters:
  ///   - shard: number of the shard in the index, below 2^31.
  ///   - record: index of the record in it.
  init(indexedShard shard: Int, record: Int) {
    precondition(shard >= 0 && shard < Self.maximumIndexedShards, "shards of an index end at 2^31")
    self.init(rawValue: Self.indexBit | DocumentID(input: shard, record: record).rawValue)
  }

  /// Whether it is a document of an index and not of the run.
  package var isIndexed: Bool { rawValue & Self.indexBit != 0 }

  /// Number of its shard in the index.
  var indexedShard: Int { Int((rawValue & ~Self.indexBit) >> 32) }
}
