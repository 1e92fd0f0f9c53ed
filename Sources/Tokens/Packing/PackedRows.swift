/// Rows of whole documents: only those longer than a row are cut, into pieces of a row's length that
/// share one token, so that every token but a document's first is a target once.
///
///     let rows = try PackedRows(shards, length: 1024)
///     try rows.read(42, into: &row)
///
/// A row holds at most `length + 1` tokens of documents; what is left is padding that the loss never
/// counts. The target of a document's last token counts where the shards open documents with their
/// end-of-text token, for then it says that the document ends; the last one of a row is given such a
/// token for the purpose. Documents of fewer than two tokens have nothing to predict and are left out.
///
/// Full-length pieces are rows of their own. The others are packed in groups of `groupSize` as the
/// documents come, so that a set of any size is planned as a stream: the plan takes 8 bytes a piece and
/// 4 a row (for 1e8 documents of half a row 0.8 GB and 0.2 GB), and 32 bytes for each piece of one group
/// (34 MB) while it is made. Larger groups would leave no less padding: a group fills its rows but for
/// the last few.
public struct PackedRows: TokenRows {
  /// Pieces that are packed together.
  package static let groupSize = 1 << 20
  /// Tokens of a set at most, so that a piece fits in 64 bits.
  private static let maximumTokens = 1 << 42

  public let length: Int
  public var count: Int { rowEnds.count }
  private let joined: JoinedTokens
  private let separatesDocuments: Bool
  /// Pieces row after row.
  private var pieces = ContiguousArray<DocumentPiece>()
  /// Where the pieces of each row end.
  private var rowEnds = ContiguousArray<UInt32>()

  /// Plans the rows of shards in the order given.
  ///
  /// - Parameters:
  ///   - shards: of one tokenizer.
  ///   - length: inputs per row; 1 to 2^20.
  ///   - separatesDocuments: whether rows tell where their documents start.
  ///   - joinsDocuments: whether several documents share a row.
  /// - Throws: `TokenShardError` when two shards come from different tokenizers or hold more than
  ///   2^42 tokens or 2^32 - 2 pieces together.
  public init(
    _ shards: [TokenShardReader], length: Int, separatesDocuments: Bool = false,
    joinsDocuments: Bool = true
  ) throws(TokenShardError) {
    try self.init(
      shards, length: length, separatesDocuments: separatesDocuments,
      joinsDocuments: joinsDocuments, groupSize: Self.groupSize)
  }

  package init(
    _ shards: [TokenShardReader], length: Int, separatesDocuments: Bool, joinsDocuments: Bool,
    groupSize: Int
  ) throws(TokenShardError) {
    precondition((1...1 << 20).contains(length), "a row holds 1 to 2^20 inputs")
    self.length = length
    self.separatesDocuments = separatesDocuments
    let joined = try JoinedTokens(shards)
    self.joined = joined
    try reservePlan()
    var group = ContiguousArray<DocumentPiece>()
    joined.forEachDocument { document in
      Self.forEachPiece(of: document, length: length) { piece in
        if piece.count == length + 1 || !joinsDocuments {
          append(row: CollectionOfOne(piece))
        } else {
          group.append(piece)
        }
      }
      if group.count >= groupSize {
        pack(group)
        group.removeAll(keepingCapacity: true)
      }
    }
    pack(group)
  }

  /// Reserves exactly what the plan needs, so that it never holds two copies of a large one.
  private mutating func reservePlan() throws(TokenShardError) {
    var count = 0
    joined.forEachDocument { count += (max($0.count - 1, 0) + length - 1) / length }
    guard joined.tokenCount <= Self.maximumTokens, count < Int(UInt32.max) else {
      throw TokenShardError(
        .outOfRange(
          "the set has \(joined.tokenCount) tokens in \(count) pieces; at most "
            + "\(Self.maximumTokens) in \(UInt32.max - 1) are packed: use 'concatenate', or split it"
        ),
        path: joined.shards.first?.path ?? "")
    }
    pieces.reserveCapacity(count)
  }

  private static func forEachPiece(
    of document: Range<Int>, length: Int, _ body: (DocumentPiece) -> Void
  ) {
    var start = document.lowerBound
    while start + 1 < document.upperBound {
      let end = min(start + length + 1, document.upperBound)
      body(
        DocumentPiece(start: start, count: end - start, endsDocument: end == document.upperBound))
      start += length
    }
  }

  private mutating func append(row: some Collection<DocumentPiece>) {
    pieces.append(contentsOf: row)
    rowEnds.append(UInt32(pieces.count))
  }

  /// Adds the rows of one group, its pieces placed by best fit.
  private mutating func pack(_ group: ContiguousArray<DocumentPiece>) {
    let fit = BestFit(group.map { UInt32($0.count) }, capacity: length + 1)
    let base = pieces.count
    var places = [Int](repeating: 0, count: fit.rowCount)
    for row in fit.rows { places[Int(row)] += 1 }
    var next = base
    for row in places.indices {
      let count = places[row]
      places[row] = next
      next += count
      rowEnds.append(UInt32(next))
    }
    guard let filler = group.first else { return }
    pieces.append(contentsOf: repeatElement(filler, count: group.count))
    for (piece, row) in zip(group, fit.rows) {
      pieces[places[Int(row)]] = piece
      places[Int(row)] += 1
    }
  }

  public func read(_ ordinal: Int, into row: inout TokenRow) throws(TokenShardError) {
    precondition(ordinal >= 0 && ordinal < count, "row \(ordinal) of \(count)")
    row.clear()
    var closing: UInt32?
    var padding: UInt32 = 0
    for piece in pieces[piecesOfRow(ordinal)] {
      let start = row.tokens.count
      try joined.read(piece.tokens, into: &row.tokens, trained: &row.trained)
      if start > 0 {
        row.trained[start] = row.trained[start] && row.tokens[start] == closing
        if separatesDocuments { row.documentStarts.append(start) }
      }
      let shard = joined.shard(joined.shardOrdinal(ofToken: piece.start)).reader
      closing = piece.endsDocument ? shard.openingEndOfText : nil
      padding = shard.manifest.endOfTextToken ?? 0
      if shard.hasLossMask { closing = nil }
    }
    let missing = length + 1 - row.tokens.count
    guard missing > 0 else { return }
    if separatesDocuments, missing > 1 { row.documentStarts.append(row.tokens.count) }
    row.tokens.append(contentsOf: repeatElement(padding, count: missing))
    row.trained.append(closing != nil)
    row.trained.append(contentsOf: repeatElement(false, count: missing - 1))
  }

  private func piecesOfRow(_ ordinal: Int) -> Range<Int> {
    (ordinal == 0 ? 0 : Int(rowEnds[ordinal - 1]))..<Int(rowEnds[ordinal])
  }

  public func report() -> PackingReport {
    var report = PackingReport()
    joined.forEachDocument { document in
      report.documents += 1
      if document.count > length + 1 { report.cutDocuments += 1 }
      if document.count < 2 { report.unusedTokens += document.count }
    }
    report.tokens = joined.tokenCount
    report.rows = count
    report.inputs = count * length
    for row in 0..<count {
      let held = pieces[piecesOfRow(row)].reduce(0) { $0 + $1.count }
      report.paddingTokens += max(length - held, 0)
    }
    return report
  }
}

/// A run of tokens of one document that stays together: 42 bits of place, 21 of length, one flag.
private struct DocumentPiece: Sendable {
  private let bits: UInt64

  init(start: Int, count: Int, endsDocument: Bool) {
    bits = UInt64(start) << 22 | UInt64(count) << 1 | (endsDocument ? 1 : 0)
  }

  var start: Int { Int(bits >> 22) }
  var count: Int { Int(bits >> 1 & 0x1F_FFFF) }
  /// Whether the document's last token is in it.
  var endsDocument: Bool { bits & 1 == 1 }
  var tokens: Range<Int> { start..<start + count }
}
