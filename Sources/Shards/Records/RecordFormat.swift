/// How the bytes of a shard are cut into records, compression aside.
public enum RecordFormat: String, Sendable, CaseIterable, Codable {
  /// One JSON object a line with a text field: C4, OpenWebText, Dolma and most published corpora.
  case jsonl
  /// The whole file is one document.
  case book
  /// One sentence a line, blank lines between documents, as BookCorpus is distributed.
  case bookLines = "book-lines"

  private static let compressionEndings = [".gz", ".zst", ".zstd"]
  private static let endings: [(ending: String, format: RecordFormat)] = [
    (".jsonl", .jsonl), (".ndjson", .jsonl), (".json", .jsonl), (".txt", .book), (".text", .book),
  ]

  /// The format a file name promises, or nil.
  ///
  /// `.json`, `.jsonl` and `.ndjson` promise JSON lines, `.txt` and `.text` a book, each perhaps
  /// with `.gz` or `.zst`; `book-lines` has no ending of its own and must be asked for.
  public init?(fileName: String) {
    let name = Self.withoutCompressionEnding(fileName)
    guard let match = Self.endings.first(where: { name.hasSuffix($0.ending) }) else { return nil }
    self = match.format
  }

  /// A file name without the endings that tell format and compression: the name of its shard.
  public static func shardName(ofFile fileName: String) -> String {
    let name = withoutCompressionEnding(fileName)
    let short = removing(endings.map(\.ending), from: name)
    return short.isEmpty ? fileName : short
  }

  /// A file name without the ending that tells its compression.
  public static func withoutCompressionEnding(_ fileName: String) -> String {
    removing(compressionEndings, from: fileName)
  }

  /// The endings of file names that promise a format, compression aside.
  public static var fileEndings: [String] { endings.map(\.ending) }

  private static func removing(_ endings: [String], from name: String) -> String {
    guard let ending = endings.first(where: { name.hasSuffix($0) }) else { return name }
    return String(name.dropLast(ending.count))
  }
}
