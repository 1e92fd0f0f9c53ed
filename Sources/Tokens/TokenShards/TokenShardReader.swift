internal import FoundationEssentials
internal import Pipelines
public import Text

/// Reads a token shard through a memory mapping: any document or window in constant time.
///
/// Opening checks the header, the size, the document index and the manifest; the tokens themselves are
/// checked by `verify()`, which reads the whole file once. The layout is drawn in
/// `TokenShardFormat.swift`.
public final class TokenShardReader: Sendable {
  public let path: String
  public let manifest: TokenShardManifest
  private let file: MappedFile
  private let header: TokenShardHeader

  /// Whether the first eight bytes of a file are those of a token shard.
  public static func recognizes(_ start: UnsafeRawBufferPointer) -> Bool {
    start.count >= 8
      && UInt64(littleEndian: start.loadUnaligned(as: UInt64.self)) == TokenShardFormat.magic
  }

  /// Opens a shard.
  ///
  /// - Parameters:
  ///   - path: a file that `TokenShardWriter` finished.
  ///   - expecting: fingerprint of the tokenizer whose ids these must be, where one is known.
  /// - Throws: `TokenShardError` for anything that is not a whole shard of this format.
  public init(opening path: String, expecting: Hash128? = nil) throws(TokenShardError) {
    self.path = path
    file = try TokenShardFile.map(path)
    header = try TokenShardHeader(file.bytes, path: path)
    if let expecting, expecting != header.fingerprint {
      throw TokenShardError(
        .otherTokenizer(expected: "\(expecting)", found: "\(header.fingerprint)"), path: path)
    }
    let bytes = UnsafeRawBufferPointer(
      rebasing: file.bytes[header.manifestOffset..<header.manifestOffset + header.manifestBytes])
    let checks = TokenShardChecks(file: file, header: header, path: path)
    try checks.checkTable()
    try checks.checkBlocks(from: header.indexOffset, to: header.checksumsOffset)
    do {
      manifest = try JSONDecoder().decode(TokenShardManifest.self, from: Data(bytes))
    } catch {
      throw TokenShardError(.malformed("its manifest is not understood"), path: path)
    }
    try checks.checkIndex(sources: manifest.sources.count)
  }

  public var tokenCount: Int { header.tokens }
  public var documentCount: Int { header.documents }
  public var vocabularySize: Int { header.vocabularySize }
  public var fingerprint: Hash128 { header.fingerprint }
  public var hasLossMask: Bool { header.hasLossMask }
  /// Bytes per token in the file.
  public var tokenWidth: Int { header.width }

  /// Reads the whole shard and checks every block's checksum and every token against the vocabulary.
  public func verify() throws(TokenShardError) {
    let checks = TokenShardChecks(file: file, header: header, path: path)
    try checks.checkBlocks(from: TokenShardFormat.headerBytes, to: header.checksumsOffset)
    try checks.checkTokens()
  }

  /// Lets go of the pages read so far, which count as this process's memory until then.
  public func releasePages() { file.release(0..<file.bytes.count) }

  /// A document by its place in the shard, and the range of its tokens.
  ///
  /// Constant time.
  public func document(
    _ ordinal: Int
  ) throws(TokenShardError) -> (document: TokenShardDocument, tokens: Range<Int>) {
    guard ordinal >= 0, ordinal < documentCount else {
      throw TokenShardError(
        .outOfRange("document \(ordinal) of \(documentCount) was asked for"), path: path)
    }
    let entry = header.indexOffset + ordinal * TokenShardFormat.indexEntryBytes
    let end = ordinal + 1 < documentCount ? start(ordinal + 1) : tokenCount
    let key = Hash128(
      high: file.bytes.number(at: entry + 24, as: UInt64.self),
      low: file.bytes.number(at: entry + 32, as: UInt64.self))
    let document = TokenShardDocument(
      source: file.bytes.number(at: entry + 8, as: UInt32.self),
      epoch: file.bytes.number(at: entry + 12, as: UInt32.self),
      id: file.bytes.number(at: entry + 16, as: UInt64.self),
      key: key)
    return (document, start(ordinal)..<end)
  }

  /// The tokens of a document.
  ///
  /// Constant time.
  ///
  /// - Precondition: `ordinal` is one of `documentCount`.
  public func tokens(ofDocument ordinal: Int) -> Range<Int> {
    precondition(ordinal >= 0 && ordinal < documentCount, "document \(ordinal) of \(documentCount)")
    return start(ordinal)..<(ordinal + 1 < documentCount ? start(ordinal + 1) : tokenCount)
  }

  /// The place of the document that holds a token; logarithmic in the number of documents.
  public func documentOrdinal(ofToken offset: Int) throws(TokenShardError) -> Int {
    try check(offset..<offset + 1)
    var low = 0
    var high = documentCount
    while low < high {
      let middle = (low + high) / 2
      if start(middle) <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else {
      throw TokenShardError(.malformed("no document holds its token \(offset)"), path: path)
    }
    return low - 1
  }

  /// The stored bytes of a range of tokens, `tokenWidth` each and little-endian; valid while the reader
  /// lives.
  func tokenBytes(_ range: Range<Int>) throws(TokenShardError) -> UnsafeRawBufferPointer {
    try check(range)
    let start = TokenShardFormat.headerBytes + range.lowerBound * header.width
    return UnsafeRawBufferPointer(
      rebasing: file.bytes[start..<start + range.count * header.width])
  }

  /// Appends the tokens of a range.
  public func readTokens(
    _ range: Range<Int>, into tokens: inout ContiguousArray<UInt32>
  ) throws(TokenShardError) {
    try check(range)
    tokens.reserveCapacity(tokens.count + range.count)
    let base = TokenShardFormat.headerBytes
    if header.width == 2 {
      for index in range {
        tokens.append(UInt32(file.bytes.number(at: base + index &* 2, as: UInt16.self)))
      }
    } else {
      for index in range {
        tokens.append(file.bytes.number(at: base + index &* 4, as: UInt32.self))
      }
    }
  }

  /// Appends, for each token of a range, whether the loss counts it; without a mask all do.
  public func readLossMask(
    _ range: Range<Int>, into mask: inout ContiguousArray<Bool>
  ) throws(TokenShardError) {
    try check(range)
    mask.reserveCapacity(mask.count + range.count)
    for index in range {
      let byte = hasLossMask ? file.bytes[header.maskOffset + index >> 3] : 0xFF
      mask.append(byte >> UInt8(index & 7) & 1 == 1)
    }
  }

  private func start(_ ordinal: Int) -> Int {
    let entry = header.indexOffset + ordinal * TokenShardFormat.indexEntryBytes
    return Int(truncatingIfNeeded: file.bytes.number(at: entry, as: UInt64.self))
  }

  private func check(_ range: Range<Int>) throws(TokenShardError) {
    guard range.lowerBound >= 0, range.upperBound <= tokenCount else {
      throw TokenShardError(
        .outOfRange("tokens \(range) of \(tokenCount) were asked for"), path: path)
    }
  }
}
