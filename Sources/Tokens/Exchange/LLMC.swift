// A shard of llm.c (`dev/data/data_common.py` writes it, `llmc/dataloader.h` reads it), little-endian:
//
//     0     i32  magic: 20240520 GPT-2, 20240801 Llama 3
//     4     i32  version: 1 GPT-2, 7 Llama 3
//     8     i32  tokens N
//     12    zero up to 1024
//     1024  N × u16 (GPT-2) or N × u32 (Llama 3)
//
// Every document starts with the end-of-text token. The reader's one check beyond magic and version
// is that the file has 1024 + N × width bytes.

internal import Pipelines

/// The two kinds of llm.c shard.
public enum LLMCFamily: Int, Sendable, CaseIterable {
  /// 16-bit tokens, for vocabularies of at most 65,536.
  case gpt2 = 20_240_520
  /// 32-bit tokens.
  case llama3 = 20_240_801

  static let headerBytes = 1024

  var version: Int { self == .gpt2 ? 1 : 7 }
  /// Bytes per token.
  public var width: Int { self == .gpt2 ? 2 : 4 }

  /// The family whose tokens hold a vocabulary.
  public init(vocabularySize: Int) { self = vocabularySize <= 1 << 16 ? .gpt2 : .llama3 }
}

/// One llm.c shard, read through a memory mapping.
public final class LLMCReader: Sendable {
  public let path: String
  public let family: LLMCFamily
  public let tokenCount: Int
  private let file: MappedFile

  /// Whether the first eight bytes of a file are those of an llm.c shard.
  public static func recognizes(_ start: UnsafeRawBufferPointer) -> Bool {
    guard start.count >= 8 else { return false }
    let magic = Int(Int32(littleEndian: start.loadUnaligned(as: Int32.self)))
    let version = Int(Int32(littleEndian: start.loadUnaligned(fromByteOffset: 4, as: Int32.self)))
    return LLMCFamily(rawValue: magic)?.version == version
  }

  /// Opens a shard with the checks that llm.c's own reader makes.
  public init(opening path: String) throws(TokenShardError) {
    self.path = path
    file = try TokenShardFile.map(path)
    guard file.bytes.count >= LLMCFamily.headerBytes else {
      throw TokenShardError(
        .wrongSize(expectedBytes: LLMCFamily.headerBytes, foundBytes: file.bytes.count), path: path)
    }
    let magic = Int(file.bytes.number(at: 0, as: Int32.self))
    guard let family = LLMCFamily(rawValue: magic) else {
      throw TokenShardError(.malformed("is not an llm.c shard: its magic is \(magic)"), path: path)
    }
    let version = Int(file.bytes.number(at: 4, as: Int32.self))
    guard version == family.version else {
      throw TokenShardError(
        .malformed("has llm.c version \(version); expected \(family.version)"), path: path)
    }
    self.family = family
    tokenCount = Int(file.bytes.number(at: 8, as: Int32.self))
    let expected = LLMCFamily.headerBytes + tokenCount * family.width
    guard tokenCount >= 0, file.bytes.count == expected else {
      throw TokenShardError(
        .wrongSize(expectedBytes: expected, foundBytes: file.bytes.count), path: path)
    }
  }

  /// The tokens, each of them checked against a vocabulary when it is read.
  func tokens(vocabularySize: Int) throws(TokenShardError) -> IntegerTokens {
    try IntegerTokens(
      file, offset: LLMCFamily.headerBytes, kind: family == .gpt2 ? .uint16 : .uint32,
      vocabularySize: vocabularySize)
  }

  /// Appends the tokens of a range.
  public func readTokens(
    _ range: Range<Int>, into tokens: inout ContiguousArray<UInt32>
  ) throws(TokenShardError) {
    guard range.lowerBound >= 0, range.upperBound <= tokenCount else {
      throw TokenShardError(
        .outOfRange("tokens \(range) of \(tokenCount) were asked for"), path: path)
    }
    let base = LLMCFamily.headerBytes
    for index in range {
      tokens.append(
        family == .gpt2
          ? UInt32(file.bytes.number(at: base + index * 2, as: UInt16.self))
          : file.bytes.number(at: base + index * 4, as: UInt32.self))
    }
  }
}
