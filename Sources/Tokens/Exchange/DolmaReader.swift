internal import Glibc
internal import Pipelines

/// One part of dolma, drawn in `Dolma.swift`.
struct DolmaPart {
  let path: String
  let tokens: IntegerTokens
  private(set) var rows: DolmaRows?

  /// Maps a part and, where there are any, checks all its rows.
  ///
  /// The width of a token is what makes the rows and the size of the tokens agree; without rows it is
  /// what dolma uses for a vocabulary.
  init(opening path: String, vocabularySize: Int) throws(TokenShardError) {
    self.path = path
    let file = try TokenShardFile.map(path)
    guard !file.bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw TokenShardError(
        .malformed("has a NumPy header; the parts of dolma are raw tokens"), path: path)
    }
    let rowsPath = Self.rowsPath(path)
    guard access(rowsPath, F_OK) == 0 else {
      tokens = try IntegerTokens(
        file, kind: TokenInteger(vocabularySize: vocabularySize), vocabularySize: vocabularySize)
      return
    }
    var scan = try DolmaRows(opening: rowsPath)
    var end = 0
    while let row = try scan.next() { end = row.tokens.upperBound }
    // Narrower ones could not hold the vocabulary: such a file has lost tokens.
    let least = TokenInteger(vocabularySize: vocabularySize).width
    let kinds = [TokenInteger.uint16, .uint32, .uint64].filter { $0.width >= least }
    guard
      let kind = kinds.first(where: {
        file.bytes.count % $0.width == 0 && file.bytes.count / $0.width == end
      })
    else {
      throw TokenShardError(
        .malformed(
          "its rows end with token \(end), which is no width of token in the \(file.bytes.count) "
            + "bytes of \(ExchangeName.base(path))"), path: rowsPath)
    }
    tokens = try IntegerTokens(file, kind: kind, vocabularySize: vocabularySize)
    rows = try DolmaRows(opening: rowsPath)
  }

  /// The next document; nil at the end.
  mutating func next() throws(TokenShardError) -> DolmaRows.Row? { try rows?.next() }

  static func rowsPath(_ path: String) -> String {
    ExchangeName.replacing(".npy", of: path, by: ".csv.gz")
  }

  /// Whether a part has its rows beside it.
  static func hasRows(_ path: String) -> Bool { access(rowsPath(path), F_OK) == 0 }
}

/// Reads the documents of parts of dolma that have their rows.
final class DolmaReader: TokenDocumentReader {
  let hasLossMask = false
  private let paths: [String]
  private let vocabularySize: Int
  private let endOfText: UInt32?
  private var nextPath = 0
  private var part: DolmaPart?

  init(_ paths: [String], vocabularySize: Int, endOfText: UInt32?) {
    self.paths = paths
    self.vocabularySize = vocabularySize
    self.endOfText = endOfText
  }

  func next(_ document: inout TokenDocument) throws(TokenShardError) -> Bool {
    document.clear()
    while true {
      if let row = try part?.next() {
        try part?.tokens.read(row.tokens, into: &document.tokens)
        document.removeEndOfText(endOfText, .after)
        document.source = row.source
        document.place = row.place
        document.key = row.key
        return true
      }
      guard nextPath < paths.count else { return false }
      part = try DolmaPart(opening: paths[nextPath], vocabularySize: vocabularySize)
      nextPath += 1
    }
  }
}
