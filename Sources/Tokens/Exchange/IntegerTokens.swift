internal import Pipelines

/// The kinds of integer that trainers store tokens in, little-endian.
public enum TokenInteger: String, Sendable, CaseIterable {
  case uint8, int8, uint16, int16, uint32, int32, uint64, int64

  /// Bytes per token.
  public var width: Int {
    switch self {
    case .uint8, .int8: 1
    case .uint16, .int16: 2
    case .uint32, .int32: 4
    case .uint64, .int64: 8
    }
  }

  /// The unsigned kind with which most trainers store a vocabulary: 16 bits while every id fits.
  public init(vocabularySize: Int) { self = vocabularySize <= 1 << 16 ? .uint16 : .uint32 }

  /// Ids below this can be stored.
  var limit: Int {
    switch self {
    case .int8, .int16, .int32: 1 << (8 * width - 1)
    case .uint8, .uint16, .uint32: 1 << (8 * width)
    case .uint64, .int64: 1 << 32
    }
  }

  /// Refuses ids that do not fit.
  func check(_ tokens: Span<UInt32>, path: String) throws(TokenShardError) {
    let limit = limit
    for index in tokens.indices where Int(tokens[index]) >= limit {
      throw TokenShardError(
        .tokenOutsideVocabulary(
          token: Int(tokens[index]), tokenOffset: index, vocabularySize: limit), path: path)
    }
  }

  /// Appends the numbers of a range of bytes; all are checked against the vocabulary.
  ///
  /// - `bytes`: a multiple of `width`.
  /// - `first`: place of the first one in its file, for the error.
  func append(
    _ bytes: UnsafeRawBufferPointer, to tokens: inout ContiguousArray<UInt32>,
    vocabularySize: Int, path: String, first: Int
  ) throws(TokenShardError) {
    let check = Check(vocabularySize: vocabularySize, path: path, first: first)
    switch self {
    case .uint8: try check.append(bytes, as: UInt8.self, to: &tokens)
    case .int8: try check.append(bytes, as: Int8.self, to: &tokens)
    case .uint16: try check.append(bytes, as: UInt16.self, to: &tokens)
    case .int16: try check.append(bytes, as: Int16.self, to: &tokens)
    case .uint32: try check.append(bytes, as: UInt32.self, to: &tokens)
    case .int32: try check.append(bytes, as: Int32.self, to: &tokens)
    case .uint64: try check.append(bytes, as: UInt64.self, to: &tokens)
    case .int64: try check.append(bytes, as: Int64.self, to: &tokens)
    }
  }

  private struct Check {
    let vocabularySize: Int
    let path: String
    let first: Int

    func append<Stored: FixedWidthInteger>(
      _ bytes: UnsafeRawBufferPointer, as type: Stored.Type,
      to tokens: inout ContiguousArray<UInt32>
    ) throws(TokenShardError) {
      let count = bytes.count / MemoryLayout<Stored>.size
      tokens.reserveCapacity(tokens.count + count)
      let limit = UInt64(min(max(vocabularySize, 0), 1 << 32))
      for index in 0..<count {
        let stored = bytes.number(at: index &* MemoryLayout<Stored>.size, as: Stored.self)
        // A negative number turns into one beyond every vocabulary.
        let value = UInt64(truncatingIfNeeded: stored)
        guard value < limit else {
          throw TokenShardError(
            .tokenOutsideVocabulary(
              token: Int(truncatingIfNeeded: stored), tokenOffset: first + index,
              vocabularySize: vocabularySize),
            path: path)
        }
        tokens.append(UInt32(truncatingIfNeeded: value))
      }
    }
  }
}

/// A mapped file, or a part of one, that is nothing but token ids of one kind.
struct IntegerTokens {
  let path: String
  let count: Int
  private let file: MappedFile
  private let offset: Int
  private let kind: TokenInteger
  private let vocabularySize: Int

  /// Bytes between two calls that let go of pages read.
  private static let releaseBytes = 8 << 20

  /// Maps a file of tokens.
  ///
  /// - `offset`: bytes before the first token, at most the file's size.
  /// - `vocabularySize`: larger ids are refused when they are read.
  /// - Throws: `TokenShardError` where the bytes are not a multiple of the width.
  init(
    _ file: MappedFile, offset: Int = 0, kind: TokenInteger, vocabularySize: Int
  ) throws(TokenShardError) {
    self.file = file
    path = file.path
    self.offset = offset
    self.kind = kind
    self.vocabularySize = vocabularySize
    let bytes = file.bytes.count - offset
    guard bytes >= 0, bytes % kind.width == 0 else {
      throw TokenShardError(
        .malformed(
          "has \(max(bytes, 0)) bytes of tokens, no multiple of the \(kind.width) bytes of a token;"
            + " it was cut, or its tokens have another width"),
        path: path)
    }
    count = bytes / kind.width
  }

  /// Appends the tokens of a range.
  func read(
    _ range: Range<Int>, into tokens: inout ContiguousArray<UInt32>
  ) throws(TokenShardError) {
    guard range.lowerBound >= 0, range.upperBound <= count else {
      throw TokenShardError(.outOfRange("tokens \(range) of \(count) were asked for"), path: path)
    }
    let bytes = offset + range.lowerBound * kind.width..<offset + range.upperBound * kind.width
    try kind.append(
      UnsafeRawBufferPointer(rebasing: file.bytes[bytes]), to: &tokens,
      vocabularySize: vocabularySize, path: path, first: range.lowerBound)
    if bytes.lowerBound / Self.releaseBytes != bytes.upperBound / Self.releaseBytes {
      file.release(max(0, bytes.lowerBound - Self.releaseBytes)..<bytes.upperBound)
    }
  }
}
