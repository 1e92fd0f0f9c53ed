internal import Pipelines
internal import Text

/// The checks of an opened token shard: checksums, index and token ids.
struct TokenShardChecks {
  let file: MappedFile
  let header: TokenShardHeader
  let path: String

  /// The checksum table against its hash in the header.
  func checkTable() throws(TokenShardError) {
    let table = bytes(header.checksumsOffset, header.fileBytes)
    guard StableHash.hash64(table) == header.checksumTableHash else {
      throw damaged("checksum table", header.checksumsOffset)
    }
  }

  /// The blocks that overlap a range of the file.
  func checkBlocks(from lower: Int, to upper: Int) throws(TokenShardError) {
    let size = TokenShardFormat.blockBytes
    let base = TokenShardFormat.headerBytes
    guard lower < upper else { return }
    for block in (lower - base) / size...(upper - 1 - base) / size {
      let start = base + block * size
      let end = min(start + size, header.checksumsOffset)
      let expected = file.bytes.number(at: header.checksumsOffset + block * 8, as: UInt64.self)
      guard StableHash.hash64(bytes(start, end)) == expected else { throw damaged("data", start) }
    }
  }

  /// Documents in ascending order from token 0, of sources that the manifest names.
  func checkIndex(sources: Int) throws(TokenShardError) {
    var last: UInt64 = 0
    for ordinal in 0..<header.documents {
      let entry = header.indexOffset + ordinal * TokenShardFormat.indexEntryBytes
      let start = file.bytes.number(at: entry, as: UInt64.self)
      let source = file.bytes.number(at: entry + 8, as: UInt32.self)
      guard start >= last, start <= UInt64(header.tokens), ordinal > 0 || start == 0,
        source < sources
      else {
        throw TokenShardError(
          .malformed("document \(ordinal) of its index is impossible"), path: path)
      }
      last = start
    }
    guard header.documents > 0 || header.tokens == 0 else {
      throw TokenShardError(.malformed("it has tokens but no documents"), path: path)
    }
  }

  /// Every token against the vocabulary size.
  func checkTokens() throws(TokenShardError) {
    let base = TokenShardFormat.headerBytes
    for index in 0..<header.tokens {
      let token =
        header.width == 2
        ? Int(file.bytes.number(at: base + index * 2, as: UInt16.self))
        : Int(file.bytes.number(at: base + index * 4, as: UInt32.self))
      guard token < header.vocabularySize else {
        throw TokenShardError(
          .tokenOutsideVocabulary(
            token: token, tokenOffset: index, vocabularySize: header.vocabularySize),
          path: path)
      }
    }
  }

  private func bytes(_ lower: Int, _ upper: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeRawBufferPointer(rebasing: file.bytes[lower..<upper]).bindMemory(to: UInt8.self)
  }

  private func damaged(_ part: String, _ offset: Int) -> TokenShardError {
    TokenShardError(.damaged(part: part, byteOffset: offset), path: path)
  }
}
