import Compression
public import Pipelines

/// Opens shards of every format.
public enum ShardReader {
  /// Opens a shard for reading its documents in record order.
  ///
  /// Records that cannot be used are handed to `sink` and skipped; they keep their record numbers.
  /// - Throws: `FileError` when the file cannot be opened, has another compression or an unknown
  ///   format.
  public static func open(
    _ shard: InputShard, settings: ReadingSettings = ReadingSettings(), sink: any ProblemSink
  ) throws -> any DocumentSource {
    try open(shard, settings: settings, sink: sink, selection: nil)
  }

  /// Opens a shard for reading the documents of selected records.
  package static func open(
    _ shard: InputShard, settings: ReadingSettings, sink: any ProblemSink,
    selection: (any RecordSelection)?
  ) throws -> any DocumentSource {
    guard let format = RecordFormat(rawValue: shard.format) else {
      let known = RecordFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw FileError(
        path: shard.path, operation: "read",
        reason: "found the format '\(shard.format)', expected one of \(known)")
    }
    let source: any ByteSource
    do {
      source = try ByteSources.open(shard.path)
    } catch let damage as StreamDamage {
      throw FileError(
        path: shard.path, operation: "read",
        reason: "found \(damage.found), expected \(damage.expected)")
    }
    let reading = ShardReading(
      shard, source: source, settings: settings, sink: sink, selection: selection)
    return switch format {
    case .jsonl: JSONLinesReader(reading)
    case .book: BookReader(reading)
    case .bookLines: BookLinesReader(reading)
    }
  }
}
