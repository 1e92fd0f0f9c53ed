// Files of datatrove (`pipeline/tokens/tokenizer.py`), little-endian:
//
//     name.ds            N × u16 or u32  tokens; each document ends with the end-of-text token
//     name.ds.index      u64 per document: the token behind its last one
//     name.ds.loss       one byte per token, 1 where the loss counts it; only where that differs
//     name.ds.metadata   text: "<tokenizer>|<bytes per token>", tokens, tokens in short; no last newline
//
// Names are 00000_00000_shuffled.ds, 00000_00001_shuffled.ds and so on: our documents are in the
// order in which a trainer is to see them. Documents (7, 8) and () with end of text 0: name.ds is
// 07 00 08 00 00 00 00 00 and name.ds.index has 3 and 4.

/// Writes documents as files of datatrove.
public final class DatatroveWriter: TokenDocumentWriter {
  private let folder: String
  private let kind: TokenInteger
  private let endOfText: UInt32
  private let tokenizer: String
  private let hasLossMask: Bool
  private let shardTokens: Int
  private var shard: Shard?
  private var shards = 0
  private var paths: [String] = []

  /// The open files of one shard.
  private struct Shard {
    let path: String
    let tokens: FileOutput
    let index: FileOutput
    let loss: FileOutput?
    var tokenCount = 0
  }

  /// - `folder`: an existing folder.
  /// - `tokenizer`: its name in the metadata, without `|`.
  /// - `hasLossMask`: whether `.ds.loss` is written.
  /// - `shardTokens`: a shard that has more is ended by the document that takes it there.
  public init(
    folder: String, vocabularySize: Int, endOfText: UInt32, tokenizer: String,
    hasLossMask: Bool = false, shardTokens: Int = .max
  ) {
    self.folder = folder
    kind = TokenInteger(vocabularySize: vocabularySize)
    self.endOfText = endOfText
    self.tokenizer = tokenizer
    self.hasLossMask = hasLossMask
    self.shardTokens = shardTokens
  }

  public func append(_ document: TokenDocument) throws(TokenShardError) {
    var shard = try current()
    try kind.check(document.tokens.span, path: shard.path)
    try shard.tokens.write(document.tokens.span, width: kind.width)
    let last: ContiguousArray<UInt32> = [endOfText]
    try shard.tokens.write(last.span, width: kind.width)
    shard.tokenCount += document.tokens.count + 1
    try shard.index.write(UInt64(shard.tokenCount))
    if let loss = shard.loss {
      for index in document.tokens.indices {
        try loss.write(UInt8(document.trained.isEmpty || document.trained[index] ? 1 : 0))
      }
      try loss.write(UInt8(document.isEndOfTextTrained ? 1 : 0))
    }
    self.shard = shard
    if shard.tokenCount > shardTokens { try close() }
  }

  public func finish() throws(TokenShardError) -> [String] {
    try close()
    return paths
  }

  private func current() throws(TokenShardError) -> Shard {
    if let shard { return shard }
    let path = "\(folder)/00000_\(ExchangeName.padded(shards, digits: 5))_shuffled.ds"
    shards += 1
    return Shard(
      path: path, tokens: try FileOutput(path: path),
      index: try FileOutput(path: path + ".index"),
      loss: hasLossMask ? try FileOutput(path: path + ".loss") : nil)
  }

  private func close() throws(TokenShardError) {
    guard let shard else { return }
    for output in [shard.tokens, shard.index, shard.loss].compactMap(\.self) { try output.flush() }
    let metadata = try FileOutput(path: shard.path + ".metadata")
    let short = MetricCount.text(shard.tokenCount, unit: "T")
    try metadata.write(Array("\(tokenizer)|\(kind.width)\n\(shard.tokenCount)\n\(short)".utf8))
    try metadata.flush()
    // The tokens last: whoever lists *.ds finds whole shards only.
    paths += [shard.path + ".index", shard.path + ".metadata"]
    if shard.loss != nil { paths.append(shard.path + ".loss") }
    paths.append(shard.path)
    self.shard = nil
  }
}
