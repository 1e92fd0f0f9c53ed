internal import FoundationEssentials
public import Text

/// Writes one token shard, document by document; the layout is drawn in `TokenShardFormat.swift`.
///
///     let writer = try TokenShardWriter(path: temporary, tokenizer: tokenizer)
///     try writer.append(ids.span, of: TokenShardDocument(source: 0, id: id, key: key))
///     let tokens = try writer.finish(manifest)
///
/// A long document can come in pieces, between `beginDocument` and `endDocument`; a shard that holds half
/// a document cannot be finished.
///
/// Memory stays at three buffers of 256 KB and eight bytes per block: index and mask wait in nameless
/// scratch files beside the shard. Until `finish` the file has no header and no reader takes it.
/// Giving it its final name is the caller's work.
public final class TokenShardWriter {
  /// Tokens written so far: the offset of the next document.
  public private(set) var tokenCount = 0
  public private(set) var documentCount = 0

  /// Tokens of another shard that are copied at once.
  private static let copiedTokens = 1 << 22

  private let path: String
  private let fingerprint: Hash128
  private let vocabularySize: Int
  private let width: Int
  private let output: FileOutput
  private let index: FileOutput
  private let mask: FileOutput?
  private var maskByte: UInt8 = 0
  /// The document that was begun and not yet ended, and where it starts.
  private var open: (document: TokenShardDocument, start: Int)?

  /// Starts a shard at a path, replacing what is there.
  ///
  /// - Parameters:
  ///   - path: where the shard is written; its scratch files stand beside it.
  ///   - tokenizer: what the ids come from: its vocabulary sets the width, its fingerprint the owner.
  ///   - hasLossMask: whether tokens can be left out of the loss; `append(_:trained:of:)` says which.
  /// - Throws: `TokenShardError` when the files cannot be made.
  public convenience init(
    path: String, tokenizer: Tokenizer, hasLossMask: Bool = false
  ) throws(TokenShardError) {
    try self.init(
      path: path, fingerprint: tokenizer.fingerprint, vocabularySize: tokenizer.vocabularySize,
      hasLossMask: hasLossMask)
  }

  /// Starts a shard for ids of a tokenizer known by its fingerprint and size alone.
  public init(
    path: String, fingerprint: Hash128, vocabularySize: Int, hasLossMask: Bool = false
  ) throws(TokenShardError) {
    self.path = path
    self.fingerprint = fingerprint
    self.vocabularySize = vocabularySize
    width = TokenShardFormat.width(vocabularySize: vocabularySize)
    output = try FileOutput(
      path: path, reserved: TokenShardFormat.headerBytes, hashesBlocks: true)
    index = try FileOutput(path: path + ".index", isScratch: true)
    mask = hasLossMask ? try FileOutput(path: path + ".mask", isScratch: true) : nil
  }

  /// Appends a document all of whose tokens count in the loss.
  ///
  /// - Throws: `TokenShardError` for an id outside the vocabulary (nothing of the document is written
  ///   then) or a failed write.
  public func append(
    _ tokens: Span<UInt32>, of document: TokenShardDocument
  ) throws(TokenShardError) {
    try check(tokens)
    beginDocument(document)
    try write(tokens)
    try endDocument()
  }

  /// Begins a document whose tokens come in pieces.
  ///
  /// - Precondition: the document before was ended.
  public func beginDocument(_ document: TokenShardDocument) {
    precondition(open == nil, "one document at a time")
    open = (document, tokenCount)
  }

  /// Appends the next tokens of the document that was begun; all count in the loss.
  ///
  /// - Throws: `TokenShardError` for an id outside the vocabulary or a failed write. The shard is of no
  ///   use then.
  /// - Precondition: `beginDocument` was called.
  public func append(_ tokens: Span<UInt32>) throws(TokenShardError) {
    precondition(open != nil, "tokens belong to a document")
    try check(tokens)
    try write(tokens)
  }

  /// Ends the document that was begun.
  ///
  /// - Returns: the number of its tokens.
  /// - Precondition: `beginDocument` was called.
  @discardableResult
  public func endDocument() throws(TokenShardError) -> Int {
    guard let (document, start) = open else { preconditionFailure("no document was begun") }
    try writeIndex(document, start: start)
    open = nil
    return tokenCount - start
  }

  /// Appends a document and, for each token, whether the loss counts it as a target.
  ///
  /// - Precondition: the writer was made with a loss mask, and `trained` is as long as `tokens`.
  public func append(
    _ tokens: Span<UInt32>, trained: Span<Bool>, of document: TokenShardDocument
  ) throws(TokenShardError) {
    precondition(mask != nil && trained.count == tokens.count, "a loss mask of one flag per token")
    try check(tokens)
    try writeIndex(document, start: tokenCount)
    try output.write(tokens, width: width)
    for index in trained.indices { try appendMask(trained[index]) }
  }

  /// Writes index, manifest, checksums and header; the shard is whole afterwards.
  ///
  /// - Returns: the number of bytes of the file.
  /// - Throws: `TokenShardError` for a failed write, and where a document was begun and not ended.
  public func finish(_ manifest: TokenShardManifest) throws(TokenShardError) -> Int {
    guard open == nil else {
      throw TokenShardError(.unwritable(reason: "its last document is not whole"), path: path)
    }
    try output.pad()
    if let mask {
      if tokenCount & 7 != 0 { try mask.write(maskByte) }
      try mask.pad()
      try output.append(mask)
    }
    try output.append(index)
    let json = try encoded(manifest)
    try output.write(json)
    try output.pad()
    try output.flush()
    var table: [UInt8] = []
    for checksum in output.checksums {
      withUnsafeBytes(of: checksum.littleEndian) { table.append(contentsOf: $0) }
    }
    try output.write(table)
    try output.flush()
    let header = TokenShardHeader(
      width: width, hasLossMask: mask != nil, fingerprint: fingerprint,
      vocabularySize: vocabularySize, tokens: tokenCount, documents: documentCount,
      manifestBytes: json.count, checksumTableHash: StableHash.hash64(table.span))
    try output.overwriteStart(header.encoded())
    return header.fileBytes
  }

  /// Appends a document whose tokens, and loss mask where there is one, another shard holds.
  ///
  /// The stored bytes are copied, at the speed of memory.
  /// - Parameters:
  ///   - tokens: range of the other shard's tokens.
  ///   - shard: a shard of the same tokenizer.
  ///   - document: what the index says of the copy.
  /// - Throws: `TokenShardError` for a shard of another tokenizer, a range outside it, an id outside
  ///   the vocabulary or a failed write.
  public func append(
    _ tokens: Range<Int>, from shard: TokenShardReader, of document: TokenShardDocument
  ) throws(TokenShardError) {
    guard shard.fingerprint == fingerprint, shard.tokenWidth == width else {
      throw TokenShardError(
        .otherTokenizer(expected: "\(fingerprint)", found: "\(shard.fingerprint)"),
        path: shard.path)
    }
    try writeIndex(document, start: tokenCount)
    for start in stride(from: tokens.lowerBound, to: tokens.upperBound, by: Self.copiedTokens) {
      // What is behind counts as this process's memory until it is let go of.
      if start > tokens.lowerBound { shard.releasePages() }
      try copy(start..<min(start + Self.copiedTokens, tokens.upperBound), from: shard)
    }
  }

  private func copy(
    _ tokens: Range<Int>, from shard: TokenShardReader
  ) throws(TokenShardError) {
    let bytes = try shard.tokenBytes(tokens)
    if width == 2 {
      try check(bytes.assumingMemoryBound(to: UInt16.self))
    } else {
      try check(bytes.assumingMemoryBound(to: UInt32.self))
    }
    try output.write(bytes)
    guard mask != nil else {
      tokenCount += tokens.count
      return
    }
    var trained = ContiguousArray<Bool>()
    try shard.readLossMask(tokens, into: &trained)
    for isTrained in trained { try appendMask(isTrained) }
  }

  private func write(_ tokens: Span<UInt32>) throws(TokenShardError) {
    try output.write(tokens, width: width)
    if mask != nil {
      for _ in tokens.indices { try appendMask(true) }
    } else {
      tokenCount += tokens.count
    }
  }

  private func check(_ tokens: Span<UInt32>) throws(TokenShardError) {
    let result = tokens.withUnsafeBufferPointer { tokens in
      Result { () throws(TokenShardError) in try check(tokens) }
    }
    try result.get()
  }

  /// Checks tokens against the vocabulary.
  private func check<Token: FixedWidthInteger>(
    _ tokens: UnsafeBufferPointer<Token>
  ) throws(TokenShardError) {
    guard Self.largest(of: tokens) >= vocabularySize else { return }
    for (index, token) in tokens.enumerated() where Int(token) >= vocabularySize {
      throw TokenShardError(
        .tokenOutsideVocabulary(
          token: Int(token), tokenOffset: tokenCount + index, vocabularySize: vocabularySize),
        path: path)
    }
  }

  /// The largest id, 0 of none; a loop without exit, which becomes vector instructions.
  @inline(__always)
  private static func largest<Token: FixedWidthInteger>(of tokens: UnsafeBufferPointer<Token>)
    -> Int
  {
    var largest: Token = 0
    for index in tokens.indices { largest = max(largest, tokens[index]) }
    return Int(largest)
  }

  private func writeIndex(
    _ document: TokenShardDocument, start: Int
  ) throws(TokenShardError) {
    try index.write(UInt64(start))
    try index.write(document.source)
    try index.write(document.epoch)
    for value in [document.id, document.key.high, document.key.low] { try index.write(value) }
    documentCount += 1
  }

  private func appendMask(_ isTrained: Bool) throws(TokenShardError) {
    if isTrained { maskByte |= 1 << UInt8(tokenCount & 7) }
    tokenCount += 1
    guard tokenCount & 7 == 0 else { return }
    try mask?.write(maskByte)
    maskByte = 0
  }

  private func encoded(_ manifest: TokenShardManifest) throws(TokenShardError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(manifest))
    } catch {
      throw TokenShardError(.unwritable(reason: "the manifest is not JSON: \(error)"), path: path)
    }
  }
}
