internal import Compression
internal import Text

// Files of dolma and OLMo (`dolma/tokenizer/memmap_writer.py`), little-endian:
//
//     part-0-00000.npy     N × u16 or u32  tokens, raw: no NumPy header; each document ends with the
//                          end-of-text token
//     part-0-00000.csv.gz  a row per document, ended by CR LF, no heading:
//                          first token, token behind the last, id, source, one-based line in it
//
// A document goes into the next part where it would leave no free token in this one; one that is larger
// than a part is cut, and every piece has a row. Documents (7, 8) and () with end of text 0: the tokens
// are 07 00 08 00 00 00 00 00, the rows begin 0,3 and 3,4.

/// Writes documents as parts of dolma.
public final class DolmaWriter: TokenDocumentWriter {
  /// Tokens of a part of dolma's own, one of them never used.
  public static let defaultShardTokens = 512 << 20

  private let folder: String
  private let kind: TokenInteger
  private let endOfText: UInt32
  private let shardTokens: Int
  private var part: Part?
  private var parts = 0
  private var paths: [String] = []

  /// The open files of one part.
  private struct Part {
    let path: String
    let tokens: FileOutput
    let rows: any OutputSink
    var tokenCount = 0
  }

  /// - `folder`: an existing folder.
  /// - `shardTokens`: every part has fewer tokens than this.
  /// - Precondition: `shardTokens` is at least 2.
  public init(
    folder: String, vocabularySize: Int, endOfText: UInt32, shardTokens: Int = defaultShardTokens
  ) {
    precondition(shardTokens >= 2, "tokens per part of dolma")
    self.folder = folder
    kind = TokenInteger(vocabularySize: vocabularySize)
    self.endOfText = endOfText
    self.shardTokens = shardTokens
  }

  public func append(_ document: TokenDocument) throws(TokenShardError) {
    try kind.check(document.tokens.span, path: folder)
    let total = document.tokens.count + 1
    if let part, part.tokenCount + total >= shardTokens { try close() }
    var offset = 0
    while offset < total {
      var part = try current()
      let count = min(total - offset, shardTokens - 1 - part.tokenCount)
      let inside = min(offset + count, document.tokens.count)
      try part.tokens.write(
        document.tokens.span.extracting(offset..<max(offset, inside)), width: kind.width)
      if offset + count == total {
        let last: ContiguousArray<UInt32> = [endOfText]
        try part.tokens.write(last.span, width: kind.width)
      }
      let row = Self.row(part.tokenCount, part.tokenCount + count, document)
      try TokenShardFile.writing(part.path) { try part.rows.write(row) }
      part.tokenCount += count
      offset += count
      self.part = part
      if offset < total { try close() }
    }
  }

  public func finish() throws(TokenShardError) -> [String] {
    try close()
    return paths
  }

  private func current() throws(TokenShardError) -> Part {
    if let part { return part }
    let path = "\(folder)/part-0-\(ExchangeName.padded(parts, digits: 5))"
    parts += 1
    let tokens = try FileOutput(path: path + ".npy")
    return Part(
      path: path, tokens: tokens,
      rows: try TokenShardFile.writing(path + ".csv.gz") {
        try OutputSinks.create(path + ".csv.gz")
      })
  }

  private func close() throws(TokenShardError) {
    guard let part else { return }
    try part.tokens.flush()
    try TokenShardFile.writing(part.path + ".csv.gz") { try part.rows.finish() }
    paths += [part.path + ".csv.gz", part.path + ".npy"]
    self.part = nil
  }

  /// A row, its fields quoted where Python's `csv` does.
  private static func row(_ start: Int, _ end: Int, _ document: TokenDocument) -> [UInt8] {
    let id = document.key?.description ?? ""
    var row = Array("\(start),\(end),\(id),".utf8)
    let source = Array(document.source.utf8)
    if source.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) {
      row.append(0x22)
      for byte in source { row.append(contentsOf: byte == 0x22 ? [0x22, 0x22] : [byte]) }
      row.append(0x22)
    } else {
      row.append(contentsOf: source)
    }
    row.append(contentsOf: ",\(document.place)\r\n".utf8)
    return row
  }
}
