import Compression
public import Pipelines

/// Writes surviving documents as JSON lines; compression follows the ending of the path (`.zst`,
/// `.gz`).
public final class JSONLinesShardWriter: DocumentSink {
  private let output: any OutputSink
  private let shard: InputShard
  private let splicer: RecordSplicer
  private var line: [UInt8] = []
  /// Room that is kept from line to line.
  private static let commonBytes = 1 << 22

  /// - Parameters:
  ///   - path: where to write; the file is whole when `finish` has returned.
  ///   - shard: the input the documents come from: it names those without a record.
  ///   - textField: the field whose value a changed text replaces.
  /// - Throws: `FileError` when the file cannot be created.
  public init(_ path: String, shard: InputShard, textField: String = "text") throws {
    output = try OutputSinks.create(path)
    self.shard = shard
    splicer = RecordSplicer(textField: textField)
  }

  public func append(_ document: Document) throws {
    let record = document.record
    // What nobody changed needs no copy.
    if !record.bytes.isEmpty, !document.isTextChanged, document.notes.entries.isEmpty {
      try output.write(record.bytes)
      return try output.write([0x0A])
    }
    line.removeAll(keepingCapacity: true)
    splicer.append(
      document, identity: shard.printedIdentity(record: document.id.record), to: &line)
    try output.write(line)
    if line.capacity > Self.commonBytes { line = [] }
  }

  public func finish() throws { try output.finish() }
}
