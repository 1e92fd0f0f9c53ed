internal import Compression
internal import Glibc
internal import Pipelines

/// One shard of an MDS data set, drawn in `MDS.swift`, with its rows of tokens.
final class MDSShard {
  let path: String
  let rowCount: Int
  private let bytes: UnsafeRawBufferPointer
  private let mapped: MappedFile?
  private let unpacked: UnpackedBytes?
  private let sizes: [Int?]
  private let column: MDSColumn
  private let columnOrdinal: Int
  private let vocabularySize: Int
  /// Tokens handed out so far, for the place of one that is refused.
  private var offset = 0

  /// Columns that are taken for tokens, in order of preference.
  private static let columnNames = ["tokens", "input_ids"]

  /// Opens a shard, plain or packed, and checks where its samples lie.
  init(
    _ entry: MDSIndex.Shard, folder: String, vocabularySize: Int, rawKind: TokenInteger
  ) throws(TokenShardError) {
    (column, columnOrdinal) = try Self.column(entry, folder: folder, rawKind: rawKind)
    sizes = entry.column_sizes
    self.vocabularySize = vocabularySize
    let plain = "\(folder)/\(entry.raw_data.basename)"
    if access(plain, F_OK) == 0 || entry.zip_data == nil {
      let file = try TokenShardFile.map(plain)
      mapped = file
      unpacked = nil
      bytes = file.bytes
      path = plain
    } else {
      path = "\(folder)/\(entry.zip_data?.basename ?? "")"
      mapped = nil
      let whole = try UnpackedBytes(path, atMost: entry.raw_data.bytes)
      unpacked = whole
      bytes = whole.bytes
    }
    guard bytes.count == entry.raw_data.bytes else {
      throw TokenShardError(
        .wrongSize(expectedBytes: entry.raw_data.bytes, foundBytes: bytes.count), path: path)
    }
    rowCount = entry.samples
    try check()
  }

  /// Appends the tokens of a row.
  ///
  /// - Precondition: `row` is one of `0 ..< rowCount`.
  func read(_ row: Int, into tokens: inout ContiguousArray<UInt32>) throws(TokenShardError) {
    var position = start(row)
    let end = start(row + 1)
    var before = 0
    var size = 0
    for (ordinal, fixed) in sizes.enumerated() {
      var columnSize = fixed ?? 0
      if fixed == nil {
        guard end - position >= 4 else { throw damaged(row) }
        columnSize = Int(bytes.number(at: position, as: UInt32.self))
        position += 4
      }
      if ordinal < columnOrdinal { before += columnSize }
      if ordinal == columnOrdinal { size = columnSize }
    }
    guard before <= end - position, size <= end - position - before else { throw damaged(row) }
    let value = position + before..<position + before + size
    let part = UnsafeRawBufferPointer(rebasing: bytes[value])
    guard let (kind, first) = column.values(part) else { throw damaged(row) }
    let count = tokens.count
    try kind.append(
      UnsafeRawBufferPointer(rebasing: part[first...]), to: &tokens,
      vocabularySize: vocabularySize, path: path, first: offset)
    offset += tokens.count - count
  }

  private func start(_ row: Int) -> Int { Int(bytes.number(at: 4 + 4 * row, as: UInt32.self)) }

  private func check() throws(TokenShardError) {
    let table = 4 + 4 * (rowCount + 1)
    guard bytes.count >= table, Int(bytes.number(at: 0, as: UInt32.self)) == rowCount else {
      throw TokenShardError(
        .malformed("does not begin with the \(rowCount) samples of the index"), path: path)
    }
    var last = table
    for row in 0...rowCount {
      guard start(row) >= last, start(row) <= bytes.count else {
        throw TokenShardError(
          .malformed("sample \(row) starts at byte \(start(row)) of \(bytes.count)"), path: path)
      }
      last = start(row)
    }
    guard last == bytes.count else {
      throw TokenShardError(
        .malformed("its samples end at byte \(last) of \(bytes.count)"), path: path)
    }
  }

  private func damaged(_ row: Int) -> TokenShardError {
    TokenShardError(
      .malformed("sample \(row) does not have the sizes its columns call for"), path: path)
  }

  private static func column(
    _ entry: MDSIndex.Shard, folder: String, rawKind: TokenInteger
  ) throws(TokenShardError) -> (MDSColumn, Int) {
    let path = "\(folder)/\(MDS.indexName)"
    let names = columnNames.compactMap { entry.column_names.firstIndex(of: $0) }
    guard let ordinal = names.first else {
      throw TokenShardError(
        .malformed(
          "has the columns \(entry.column_names.joined(separator: ", ")); expected 'tokens' or "
            + "'input_ids'"), path: path)
    }
    let encoding = entry.column_encodings[ordinal]
    guard let column = MDSColumn(encoding, rawKind: rawKind) else {
      throw TokenShardError(
        .malformed(
          "'\(entry.column_names[ordinal])' has the encoding '\(encoding)'; expected ndarray of "
            + "integers, or bytes"), path: path)
    }
    return (column, ordinal)
  }
}

/// The bytes of a packed file.
private final class UnpackedBytes {
  let bytes: UnsafeRawBufferPointer

  /// Unpacks a file; one that has more than `limit` bytes is left off a byte beyond it.
  init(_ path: String, atMost limit: Int) throws(TokenShardError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: limit + 1, alignment: 16)
    var count = 0
    do {
      count = try TokenShardFile.reading(path) {
        let source = try ByteSources.open(path)
        var used = 0
        while used < buffer.count {
          let step = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[used...]))
          if step == 0 { break }
          used += step
        }
        return used
      }
    } catch {
      buffer.deallocate()
      throw error
    }
    bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
  }

  deinit { bytes.deallocate() }
}

/// The rows of an MDS data set, shard by shard.
private final class MDSRows {
  private let path: String
  private let index: MDSIndex
  private let vocabularySize: Int
  private let rawKind: TokenInteger
  private var nextShard = 0
  private var shard: MDSShard?
  private var row = 0

  init(_ path: String, vocabularySize: Int, rawKind: TokenInteger) throws(TokenShardError) {
    self.path = path
    index = try MDSIndex(opening: path)
    self.vocabularySize = vocabularySize
    self.rawKind = rawKind
  }

  /// Appends the tokens of the next row and returns the shard's name; nil at the end.
  func next(_ tokens: inout ContiguousArray<UInt32>) throws(TokenShardError) -> String? {
    while shard.map({ row == $0.rowCount }) ?? true {
      guard nextShard < index.shards.count else { return nil }
      shard = try MDSShard(
        index.shards[nextShard], folder: ExchangeName.folder(path),
        vocabularySize: vocabularySize, rawKind: rawKind)
      nextShard += 1
      row = 0
    }
    guard let shard else { return nil }
    try shard.read(row, into: &tokens)
    row += 1
    return ExchangeName.stem(shard.path)
  }
}

/// Reads each row of MDS data sets as a document, or all rows as one stream of tokens.
final class MDSReader: TokenDocumentReader, TokenPieces {
  let hasLossMask = false
  private let paths: [String]
  private let vocabularySize: Int
  private let rawKind: TokenInteger
  private let endOfText: UInt32?
  private var nextPath = 0
  private var rows: MDSRows?
  private var count = DocumentCount()

  /// - `paths`: `index.json` of each data set.
  /// - `rawKind`: the kind of integer in columns of `bytes`.
  init(_ paths: [String], vocabularySize: Int, rawKind: TokenInteger, endOfText: UInt32?) {
    self.paths = paths
    self.vocabularySize = vocabularySize
    self.rawKind = rawKind
    self.endOfText = endOfText
  }

  /// Whether all rows of a data set have one length, as rows that were cut from joined documents have.
  static func hasRowsOfOneLength(_ path: String) throws(TokenShardError) -> Bool {
    let index = try MDSIndex(opening: path)
    return !index.shards.isEmpty
      && index.shards.allSatisfy { shard in
        zip(shard.column_names, shard.column_encodings).contains {
          ["tokens", "input_ids"].contains($0) && $1.split(separator: ":").count == 3
        }
      }
  }

  func next(_ document: inout TokenDocument) throws(TokenShardError) -> Bool {
    document.clear()
    guard let source = try nextRow(&document.tokens) else { return false }
    document.removeEndOfText(endOfText, .after)
    document.source = source
    document.place = count.next(of: source)
    return true
  }

  func nextPiece(
    _ piece: inout ContiguousArray<UInt32>
  ) throws(TokenShardError) -> TokenPieceOrigin? {
    piece.removeAll(keepingCapacity: true)
    return try nextRow(&piece).map { TokenPieceOrigin(source: $0, startsDocument: false) }
  }

  private func nextRow(_ tokens: inout ContiguousArray<UInt32>) throws(TokenShardError) -> String? {
    while true {
      if let source = try rows?.next(&tokens) { return source }
      guard nextPath < paths.count else { return nil }
      rows = try MDSRows(paths[nextPath], vocabularySize: vocabularySize, rawKind: rawKind)
      nextPath += 1
    }
  }
}
