/// Tokens that arrive in pieces, with no word about documents.
protocol TokenPieces: AnyObject {
  /// Replaces `piece` by the next tokens, at most a few million.
  ///
  /// - Returns: where they came from; nil at the end.
  func nextPiece(
    _ piece: inout ContiguousArray<UInt32>
  ) throws(TokenShardError) -> TokenPieceOrigin?
}

/// Where a piece of tokens came from.
struct TokenPieceOrigin {
  var source: String
  /// Whether no document runs into it from the piece before.
  var startsDocument: Bool
}

/// Finds the documents of a stream of tokens by its end-of-text tokens.
///
/// Where that token stands before each document, tokens in front of the first one go on with a document
/// that began elsewhere; where it stands after, tokens behind the last one are a document of their own.
final class EndOfTextScan: TokenDocumentReader {
  let hasLossMask = false
  private let pieces: any TokenPieces
  private let endOfText: UInt32
  private let placement: TokenShardManifest.EndOfTextPlacement
  private var piece = ContiguousArray<UInt32>()
  private var position = 0
  private var source = ""
  private var isContinuation: Bool
  private var count = DocumentCount()

  /// - Precondition: `placement` is not `.absent`.
  init(
    _ pieces: any TokenPieces, endOfText: UInt32,
    placement: TokenShardManifest.EndOfTextPlacement
  ) {
    precondition(placement != .absent, "documents are told apart by a token")
    self.pieces = pieces
    self.endOfText = endOfText
    self.placement = placement
    isContinuation = placement == .before
  }

  func next(_ document: inout TokenDocument) throws(TokenShardError) -> Bool {
    document.clear()
    document.source = source
    while true {
      if position == piece.count {
        let isBoundary = try refill()
        if isBoundary, takeRest(&document) { return true }
        guard !piece.isEmpty else { return false }
        if document.tokens.isEmpty { document.source = source }
      }
      let limit = min(piece.count, position + TokenDocument.maximumTokens - document.tokens.count)
      let rest = piece[position..<limit]
      let end = rest.firstIndex(of: endOfText)
      document.tokens.append(contentsOf: rest[..<(end ?? limit)])
      position = end.map { $0 + 1 } ?? limit
      if end != nil, isContinuation, document.tokens.isEmpty {
        // It separates from what came before, but nothing is left of that.
        isContinuation = false
      } else if end != nil {
        close(&document, nextIsContinuation: false)
        return true
      } else if document.tokens.count == TokenDocument.maximumTokens {
        close(&document, nextIsContinuation: true)
        return true
      }
    }
  }

  /// Fetches the next piece, empty at the end; true where documents end before it.
  private func refill() throws(TokenShardError) -> Bool {
    position = 0
    piece.removeAll(keepingCapacity: true)
    while piece.isEmpty {
      guard let origin = try pieces.nextPiece(&piece) else { return true }
      source = origin.source
      if origin.startsDocument { return true }
    }
    return false
  }

  /// Ends the document at the end of its stream; false when there is none.
  private func takeRest(_ document: inout TokenDocument) -> Bool {
    let hasBegun = placement == .before && !isContinuation
    guard hasBegun || !document.tokens.isEmpty else { return false }
    close(&document, nextIsContinuation: placement == .before)
    return true
  }

  private func close(_ document: inout TokenDocument, nextIsContinuation: Bool) {
    document.isContinuation = isContinuation
    document.place = count.next(of: document.source)
    isContinuation = nextIsContinuation
  }
}

/// Numbers the documents of each source from 1.
struct DocumentCount {
  private var source = ""
  private var count = 0

  mutating func next(of source: String) -> Int {
    if source != self.source { count = 0 }
    self.source = source
    count += 1
    return count
  }
}

/// The tokens of several files, one after the other; each is opened when its turn comes.
final class FilePieces: TokenPieces {
  private static let pieceTokens = 1 << 20
  private let paths: [String]
  private let open: (String) throws(TokenShardError) -> IntegerTokens
  private let joinsFiles: Bool
  private var nextPath = 0
  private var current: IntegerTokens?
  private var offset = 0

  /// - `paths`: the files, in their order.
  /// - `joinsFiles`: whether a document may go on in the next file.
  /// - `open`: maps one of the files.
  init(
    _ paths: [String], joinsFiles: Bool,
    open: @escaping (String) throws(TokenShardError) -> IntegerTokens
  ) {
    self.paths = paths
    self.joinsFiles = joinsFiles
    self.open = open
  }

  func nextPiece(
    _ piece: inout ContiguousArray<UInt32>
  ) throws(TokenShardError) -> TokenPieceOrigin? {
    while current.map({ offset >= $0.count }) ?? true {
      guard nextPath < paths.count else { return nil }
      current = try open(paths[nextPath])
      nextPath += 1
      offset = 0
    }
    guard let current else { return nil }
    let range = offset..<min(current.count, offset + Self.pieceTokens)
    piece.removeAll(keepingCapacity: true)
    try current.read(range, into: &piece)
    let origin = TokenPieceOrigin(
      source: ExchangeName.stem(current.path), startsDocument: offset == 0 && !joinsFiles)
    offset = range.upperBound
    return origin
  }
}
