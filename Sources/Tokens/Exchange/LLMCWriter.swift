/// Writes documents as a series of llm.c shards, `<name>_000000.bin` and so on.
///
///     let writer = LLMCWriter(folder: folder, name: "web_train", family: .gpt2, endOfText: 50256)
///     while try documents.next(&document) { try writer.append(document) }
///     let paths = try writer.finish()
///
/// The layout is drawn in `LLMC.swift`. A document longer than the rest of its shard goes on in the
/// next. Files are whole once `finish` has returned; giving the folder its final name is the caller's
/// work.
public final class LLMCWriter: TokenDocumentWriter {
  /// Tokens per shard of llm.c's own scripts.
  public static let defaultShardTokens = 100_000_000

  private let folder: String
  private let name: String
  private let family: LLMCFamily
  private let endOfText: UInt32
  private let shardTokens: Int
  private var output: FileOutput?
  private var shardTokenCount = 0
  private var paths: [String] = []

  /// - Parameters:
  ///   - folder: an existing folder.
  ///   - name: start of the file names; llm.c looks for `<corpus>_train` and `<corpus>_val`.
  ///   - family: decides the width of a token.
  ///   - endOfText: stands before each document.
  ///   - shardTokens: most tokens per file, below 2^31 as the format demands.
  /// - Precondition: `shardTokens` is in 1 ..< 2^31.
  public init(
    folder: String, name: String, family: LLMCFamily, endOfText: UInt32,
    shardTokens: Int = defaultShardTokens
  ) {
    precondition((1..<1 << 31).contains(shardTokens), "tokens per llm.c shard")
    self.folder = folder
    self.name = name
    self.family = family
    self.endOfText = endOfText
    self.shardTokens = shardTokens
  }

  /// Appends one document, given without its end-of-text token, which is put before it.
  ///
  /// - Throws: `TokenShardError` for an id too large for the family, or a failed write.
  public func append(_ document: Span<UInt32>) throws(TokenShardError) {
    let limit = family == .gpt2 ? Int(UInt16.max) + 1 : Int(UInt32.max)
    for index in document.indices where document[index] >= limit {
      throw TokenShardError(
        .tokenOutsideVocabulary(
          token: Int(document[index]), tokenOffset: index, vocabularySize: limit), path: path)
    }
    let first = [endOfText]
    try write(first.span)
    try write(document)
  }

  public func append(_ document: TokenDocument) throws(TokenShardError) {
    try append(document.tokens.span)
  }

  /// Completes the last shard and returns the paths of all, in order; without documents there is none.
  public func finish() throws(TokenShardError) -> [String] {
    try finishShard()
    return paths
  }

  private var path: String {
    let digits = String(paths.count)
    let padded = String(repeating: "0", count: max(6 - digits.utf8.count, 0)) + digits
    return "\(folder)/\(name)_\(padded).bin"
  }

  private func write(_ tokens: Span<UInt32>) throws(TokenShardError) {
    var offset = 0
    while offset < tokens.count {
      if shardTokenCount == shardTokens { try finishShard() }
      let current = try currentOutput()
      let count = min(tokens.count - offset, shardTokens - shardTokenCount)
      try current.write(tokens.extracting(offset..<offset + count), width: family.width)
      shardTokenCount += count
      offset += count
    }
  }

  private func currentOutput() throws(TokenShardError) -> FileOutput {
    if let output { return output }
    let new = try FileOutput(path: path, reserved: LLMCFamily.headerBytes)
    output = new
    return new
  }

  private func finishShard() throws(TokenShardError) {
    guard let output else { return }
    try output.flush()
    var header: [UInt8] = []
    for value in [family.rawValue, family.version, shardTokenCount] {
      withUnsafeBytes(of: UInt32(value).littleEndian) { header.append(contentsOf: $0) }
    }
    header.append(contentsOf: [UInt8](repeating: 0, count: LLMCFamily.headerBytes - header.count))
    try output.overwriteStart(header)
    paths.append(path)
    self.output = nil
    shardTokenCount = 0
  }
}
