internal import Glibc
internal import Pipelines

/// One shard of datatrove, drawn in `Datatrove.swift`, mapped and checked.
public struct DatatroveShard {
  public let path: String
  public let kind: TokenInteger
  /// Documents; nil without an index.
  public let documentCount: Int?
  let tokens: IntegerTokens
  private let index: MappedFile?
  private let loss: MappedFile?

  public var tokenCount: Int { tokens.count }
  public var hasLossMask: Bool { loss != nil }

  /// Opens a shard with the files beside it.
  ///
  /// - `path`: the `.ds` file.
  /// - `vocabularySize`: larger ids are refused when they are read; it also tells the width of a
  ///   token where neither metadata nor index do.
  public init(opening path: String, vocabularySize: Int) throws(TokenShardError) {
    self.path = path
    let file = try TokenShardFile.map(path)
    index = try Self.side(path, ".index")
    loss = try Self.side(path, ".loss")
    if let index, index.bytes.count % 8 != 0 {
      throw TokenShardError(
        .malformed("has \(index.bytes.count) bytes, no multiple of 8"), path: index.path)
    }
    let width = try Self.width(path, file: file, index: index, vocabularySize: vocabularySize)
    kind = width.map { $0 == 2 ? .uint16 : .uint32 } ?? TokenInteger(vocabularySize: vocabularySize)
    tokens = try IntegerTokens(file, kind: kind, vocabularySize: vocabularySize)
    documentCount = index.map { $0.bytes.count / 8 }
    if let loss, loss.bytes.count != tokens.count {
      throw TokenShardError(
        .wrongSize(expectedBytes: tokens.count, foundBytes: loss.bytes.count), path: loss.path)
    }
    try check()
  }

  /// The tokens of a document.
  ///
  /// - Precondition: there is an index, and `ordinal` is one of its documents.
  func readDocument(_ ordinal: Int, into document: inout TokenDocument) throws(TokenShardError) {
    let range = (ordinal == 0 ? 0 : end(ordinal - 1))..<end(ordinal)
    try tokens.read(range, into: &document.tokens)
    if let loss { document.trained.append(contentsOf: loss.bytes[range].lazy.map { $0 != 0 }) }
  }

  private func end(_ ordinal: Int) -> Int {
    Int(truncatingIfNeeded: index?.bytes.number(at: 8 * ordinal, as: UInt64.self) ?? 0)
  }

  private func check() throws(TokenShardError) {
    guard let index, let documentCount else { return }
    var last: UInt64 = 0
    for ordinal in 0..<documentCount {
      let end = index.bytes.number(at: 8 * ordinal, as: UInt64.self)
      guard end >= last, end <= UInt64(tokens.count) else {
        throw TokenShardError(
          .malformed(
            "document \(ordinal) ends with token \(end), between \(last) and \(tokens.count) is "
              + "possible"), path: index.path)
      }
      last = end
    }
    guard last == UInt64(tokens.count) else {
      throw TokenShardError(
        .malformed("its documents end with token \(last) of \(tokens.count)"), path: index.path)
    }
  }

  /// A file beside the shard; nil where there is none.
  private static func side(_ path: String, _ ending: String) throws(TokenShardError) -> MappedFile?
  {
    access(path + ending, F_OK) == 0 ? try TokenShardFile.map(path + ending) : nil
  }

  /// Bytes per token, from the metadata or from what the index counts; nil where neither tells.
  private static func width(
    _ path: String, file: MappedFile, index: MappedFile?, vocabularySize: Int
  ) throws(TokenShardError) -> Int? {
    if let metadata = try side(path, ".metadata") {
      let line = metadata.bytes.prefix { $0 != 0x0A }
      let field = String(decoding: line, as: UTF8.self).split(separator: "|").last
      guard let width = field.flatMap({ Int($0) }), width == 2 || width == 4 else {
        throw TokenShardError(
          .malformed("does not begin with a tokenizer, '|' and 2 or 4"), path: metadata.path)
      }
      return width
    }
    guard let index, index.bytes.count >= 8 else { return nil }
    let total = index.bytes.number(at: index.bytes.count - 8, as: UInt64.self)
    // A width that could not hold the vocabulary is no candidate: such a file has lost tokens.
    return [2, 4].filter { $0 >= TokenInteger(vocabularySize: vocabularySize).width }.first {
      UInt64(file.bytes.count / $0) == total && file.bytes.count % $0 == 0
    }
  }
}

/// Reads the documents of shards of datatrove that have an index.
final class DatatroveReader: TokenDocumentReader {
  let hasLossMask: Bool
  private let paths: [String]
  private let vocabularySize: Int
  private let endOfText: UInt32?
  private var nextPath = 0
  private var shard: DatatroveShard?
  private var ordinal = 0

  init(_ paths: [String], vocabularySize: Int, endOfText: UInt32?) {
    self.paths = paths
    self.vocabularySize = vocabularySize
    self.endOfText = endOfText
    hasLossMask = paths.contains { access($0 + ".loss", F_OK) == 0 }
  }

  func next(_ document: inout TokenDocument) throws(TokenShardError) -> Bool {
    document.clear()
    while shard.map({ ordinal == $0.documentCount ?? 0 }) ?? true {
      guard nextPath < paths.count else { return false }
      shard = try DatatroveShard(opening: paths[nextPath], vocabularySize: vocabularySize)
      nextPath += 1
      ordinal = 0
    }
    guard let shard else { return false }
    try shard.readDocument(ordinal, into: &document)
    document.removeEndOfText(endOfText, .after)
    document.source = ExchangeName.stem(shard.path)
    ordinal += 1
    document.place = ordinal
    return true
  }
}
