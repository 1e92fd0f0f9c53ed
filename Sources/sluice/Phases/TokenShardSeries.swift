import Pipelines
import Tokens

/// Writes documents into numbered token shards of about the same size.
struct TokenShardSeries {
  private let task: TaskContext
  private let tokenizer: Tokenizer
  private let manifest: TokenShardManifest
  private let shardTokens: Int
  private let export: LLMCExport?
  private var writer: TokenShardWriter?
  private(set) var shardCount = 0
  private(set) var tokenCount = 0
  private(set) var documentCount = 0

  init(
    task: TaskContext, tokenizer: Tokenizer, manifest: TokenShardManifest, shardTokens: Int,
    export: LLMCExport?
  ) {
    self.task = task
    self.tokenizer = tokenizer
    self.manifest = manifest
    self.shardTokens = shardTokens
    self.export = export
  }

  /// Appends a document; a shard is closed by the document that fills it.
  mutating func append(_ ids: Span<UInt32>, of document: TokenShardDocument) throws {
    let writer = try self.writer ?? open()
    self.writer = writer
    try writer.append(ids, of: document)
    try export?.append(ids.extracting(droppingFirst: 1))
    tokenCount += ids.count
    documentCount += 1
    if writer.tokenCount >= shardTokens { try close() }
  }

  /// Completes the last shard; a set without documents is one empty shard.
  mutating func finish() throws {
    if shardCount == 0 { writer = try open() }
    try close()
    try export?.finish()
  }

  private mutating func open() throws -> TokenShardWriter {
    shardCount += 1
    return try TokenShardWriter(
      path: task.output(MixPhase.shardPath(shardCount - 1)), tokenizer: tokenizer)
  }

  private mutating func close() throws {
    _ = try writer?.finish(manifest)
    writer = nil
  }
}

/// Writes the same documents as llm.c shards below `tokens/llm.c`.
final class LLMCExport {
  private static let folder = "tokens/llm.c"
  private let task: TaskContext
  private let writer: LLMCWriter

  init(task: TaskContext, name: String, tokenizer: Tokenizer, endOfText: UInt32) throws {
    self.task = task
    let scratch = try task.scratch("llm.c/\(name)")
    guard let slash = scratch.lastIndex(of: "/") else { throw CommandError("no scratch folder") }
    writer = LLMCWriter(
      folder: String(scratch[..<slash]), name: name,
      family: LLMCFamily(vocabularySize: tokenizer.vocabularySize), endOfText: endOfText)
  }

  /// Appends a document without its end-of-text token.
  func append(_ ids: Span<UInt32>) throws { try writer.append(ids) }

  /// Completes the shards and registers them as outputs.
  func finish() throws {
    for path in try writer.finish() {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      try moveFile(path, to: task.output("\(Self.folder)/\(name)"))
    }
  }
}
