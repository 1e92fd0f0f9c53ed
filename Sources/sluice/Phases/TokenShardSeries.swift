import Pipelines
import Text
import Tokens

/// Writes documents into numbered token shards of about the same size.
struct TokenShardSeries {
  /// What every shard says about itself; sources may be added while documents are.
  var manifest: TokenShardManifest
  private let fingerprint: Hash128
  private let vocabularySize: Int
  private let hasLossMask: Bool
  private let shardTokens: Int
  private let path: (Int) throws -> String
  private var writer: TokenShardWriter?
  private(set) var shardCount = 0
  private(set) var tokenCount = 0
  private(set) var documentCount = 0

  /// - `shardTokens`: a shard is closed by the document that takes it there.
  /// - `path`: where the shard of a number is written.
  init(
    fingerprint: Hash128, vocabularySize: Int, manifest: TokenShardManifest, shardTokens: Int,
    hasLossMask: Bool = false, path: @escaping (Int) throws -> String
  ) {
    self.fingerprint = fingerprint
    self.vocabularySize = vocabularySize
    self.manifest = manifest
    self.shardTokens = shardTokens
    self.hasLossMask = hasLossMask
    self.path = path
  }

  /// Appends a document all of whose tokens count in the loss.
  mutating func append(_ ids: Span<UInt32>, of document: TokenShardDocument) throws {
    try open().append(ids, of: document)
    try finishDocument(ids.count)
  }

  /// Appends a document and, for each token, whether the loss counts it.
  ///
  /// - Precondition: the series was made with a loss mask.
  mutating func append(
    _ ids: Span<UInt32>, trained: Span<Bool>, of document: TokenShardDocument
  ) throws {
    try open().append(ids, trained: trained, of: document)
    try finishDocument(ids.count)
  }

  /// Appends a document that another shard of the same tokenizer holds.
  mutating func append(
    _ tokens: Range<Int>, from shard: TokenShardReader, of document: TokenShardDocument
  ) throws {
    try open().append(tokens, from: shard, of: document)
    try finishDocument(tokens.count)
  }

  /// Completes the last shard; a set without documents is one empty shard.
  mutating func finish() throws {
    if shardCount == 0 { _ = try open() }
    try close()
  }

  private mutating func open() throws -> TokenShardWriter {
    if let writer { return writer }
    let new = try TokenShardWriter(
      path: try path(shardCount), fingerprint: fingerprint, vocabularySize: vocabularySize,
      hasLossMask: hasLossMask)
    writer = new
    shardCount += 1
    return new
  }

  private mutating func finishDocument(_ tokens: Int) throws {
    tokenCount += tokens
    documentCount += 1
    if let writer, writer.tokenCount >= shardTokens { try close() }
  }

  private mutating func close() throws {
    _ = try writer?.finish(manifest)
    writer = nil
  }
}
