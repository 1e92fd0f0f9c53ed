internal import Pipelines

/// One pair of files of Megatron, drawn in `Megatron.swift`, mapped and checked.
public struct MegatronShard {
  public let path: String
  public let kind: TokenInteger
  public let sequenceCount: Int
  public let documentCount: Int
  private let index: MappedFile
  private let tokens: IntegerTokens

  /// Tokens of all sequences.
  public var tokenCount: Int { tokens.count }

  /// Whether a file starts as an index of Megatron does.
  public static func recognizes(_ start: UnsafeRawBufferPointer) -> Bool {
    start.starts(with: Megatron.magic)
  }

  /// Opens the pair and checks every entry of its index.
  ///
  /// - `path`: the `.idx`, the `.bin`, or either without its ending.
  /// - `vocabularySize`: larger ids are refused when they are read.
  /// - Throws: `TokenShardError` for anything that Megatron could not read in full.
  public init(opening path: String, vocabularySize: Int = 1 << 32) throws(TokenShardError) {
    let stem = ["bin", "idx"].reduce(path) { ExchangeName.replacing("." + $1, of: $0, by: "") }
    let indexPath = stem + ".idx"
    self.path = indexPath
    index = try TokenShardFile.map(indexPath)
    let bytes = index.bytes
    guard bytes.count >= Megatron.headerBytes, Self.recognizes(bytes) else {
      throw TokenShardError(
        .malformed("is not an index of Megatron: it does not start with MMIDIDX"), path: indexPath)
    }
    let version = bytes.number(at: 9, as: UInt64.self)
    guard version == 1 else {
      throw TokenShardError(
        .malformed("has Megatron's index version \(version); expected 1"), path: indexPath)
    }
    let code = bytes[17]
    guard let kind = Megatron.codes.first(where: { $0.code == code })?.kind else {
      throw TokenShardError(
        .malformed("has the kind of number \(code), which holds no tokens"), path: indexPath)
    }
    self.kind = kind
    let counts = [18, 26].map { bytes.number(at: $0, as: UInt64.self) }
    // No count can be larger than the file, which keeps the sums below from overflowing.
    guard counts.allSatisfy({ $0 <= UInt64(bytes.count) }), counts[1] >= 1 else {
      throw TokenShardError(
        .malformed("counts \(counts[0]) sequences and \(counts[1]) document bounds, more than fit"),
        path: indexPath)
    }
    sequenceCount = Int(counts[0])
    documentCount = Int(counts[1]) - 1
    let expected = Megatron.headerBytes + 12 * sequenceCount + 8 * (documentCount + 1)
    guard bytes.count == expected || bytes.count == expected + sequenceCount else {
      throw TokenShardError(
        .wrongSize(expectedBytes: expected, foundBytes: bytes.count), path: indexPath)
    }
    tokens = try IntegerTokens(
      TokenShardFile.map(stem + ".bin"), kind: kind, vocabularySize: vocabularySize)
    try check()
  }

  /// The tokens of a document: its sequences, joined.
  ///
  /// - Precondition: `ordinal` is one of `0 ..< documentCount`.
  public func readDocument(
    _ ordinal: Int, into result: inout ContiguousArray<UInt32>
  ) throws(TokenShardError) {
    for sequence in documentBound(ordinal)..<documentBound(ordinal + 1) {
      let start = start(sequence)
      try tokens.read(start..<start + length(sequence), into: &result)
    }
  }

  private func length(_ sequence: Int) -> Int {
    Int(index.bytes.number(at: Megatron.headerBytes + 4 * sequence, as: Int32.self))
  }

  private func startByte(_ sequence: Int) -> Int {
    let table = Megatron.headerBytes + 4 * sequenceCount
    return Int(index.bytes.number(at: table + 8 * sequence, as: Int64.self))
  }

  private func start(_ sequence: Int) -> Int { startByte(sequence) / kind.width }

  private func documentBound(_ entry: Int) -> Int {
    let table = Megatron.headerBytes + 12 * sequenceCount
    return Int(index.bytes.number(at: table + 8 * entry, as: Int64.self))
  }

  /// Sequences lie inside the tokens, documents begin in ascending order.
  private func check() throws(TokenShardError) {
    for sequence in 0..<sequenceCount {
      let start = startByte(sequence)
      let length = length(sequence)
      guard start >= 0, length >= 0, start % kind.width == 0, start / kind.width <= tokens.count,
        length <= tokens.count - start / kind.width
      else {
        throw TokenShardError(
          .malformed(
            "sequence \(sequence) has \(length) tokens from byte \(start) on, beyond the "
              + "\(tokens.count) tokens of its .bin"), path: path)
      }
    }
    var last = 0
    for entry in 0...documentCount {
      let bound = documentBound(entry)
      guard bound >= last, bound <= sequenceCount, entry > 0 || bound == 0 else {
        throw TokenShardError(
          .malformed("document \(entry) starts with the impossible sequence \(bound)"), path: path)
      }
      last = bound
    }
    guard last == sequenceCount else {
      throw TokenShardError(
        .malformed("its documents end with sequence \(last) of \(sequenceCount)"), path: path)
    }
  }
}

/// Reads the documents of pairs of files of Megatron.
final class MegatronReader: TokenDocumentReader {
  let hasLossMask = false
  private let paths: [String]
  private let vocabularySize: Int
  private let endOfText: UInt32?
  private var nextPath = 0
  private var shard: MegatronShard?
  private var ordinal = 0

  init(_ paths: [String], vocabularySize: Int, endOfText: UInt32?) {
    self.paths = paths
    self.vocabularySize = vocabularySize
    self.endOfText = endOfText
  }

  func next(_ document: inout TokenDocument) throws(TokenShardError) -> Bool {
    document.clear()
    while shard.map({ ordinal == $0.documentCount }) ?? true {
      guard nextPath < paths.count else { return false }
      shard = try MegatronShard(opening: paths[nextPath], vocabularySize: vocabularySize)
      nextPath += 1
      ordinal = 0
    }
    guard let shard else { return false }
    try shard.readDocument(ordinal, into: &document.tokens)
    document.removeEndOfText(endOfText, .after)
    document.source = ExchangeName.stem(shard.path)
    ordinal += 1
    document.place = ordinal
    return true
  }
}
