internal import Pipelines

/// Reads the documents of native token shards, without their end-of-text tokens.
public final class NativeDocuments: TokenDocumentReader {
  public let hasLossMask: Bool
  private let shards: [TokenShardReader]
  private let endOfText: UInt32?
  private var shardOrdinal = 0
  private var ordinal = 0

  /// - `shards`: in their order.
  /// - `endOfText`: the token that separates documents, where the shards do not say it.
  public init(_ shards: [TokenShardReader], endOfText: UInt32? = nil) {
    self.shards = shards
    self.endOfText = endOfText
    hasLossMask = shards.contains(where: \.hasLossMask)
  }

  public func next(_ document: inout TokenDocument) throws(TokenShardError) -> Bool {
    document.clear()
    while shardOrdinal < shards.count, ordinal == shards[shardOrdinal].documentCount {
      shards[shardOrdinal].releasePages()
      shardOrdinal += 1
      ordinal = 0
    }
    guard shardOrdinal < shards.count else { return false }
    let shard = shards[shardOrdinal]
    let (origin, range) = try shard.document(ordinal)
    ordinal += 1
    try shard.readTokens(range, into: &document.tokens)
    if shard.hasLossMask { try shard.readLossMask(range, into: &document.trained) }
    document.removeEndOfText(
      shard.manifest.endOfTextToken ?? endOfText, shard.manifest.endOfText)
    document.source = shard.manifest.sources[Int(origin.source)]
    document.place = DocumentID(rawValue: origin.id).record + 1
    document.key = origin.key
    return true
  }
}
