public import Pipelines

/// Opens and creates document files for the tasks of a run.
public struct ShardAccess: DocumentAccess {
  private let sources: [String: SourceSettings]
  private let isStrict: Bool

  /// - Parameters:
  ///   - sources: settings by source name; absent ones have the defaults.
  ///   - isStrict: whether the first unusable record ends the reading with its `RecordProblem`.
  public init(sources: [String: SourceSettings] = [:], isStrict: Bool = false) {
    self.sources = sources
    self.isStrict = isStrict
  }

  /// Opens an input shard that must be as the plan found it.
  public func openInput(
    _ shard: InputShard, keeping parts: RecordParts = .whole, quarantine: QuarantineFiles
  ) throws -> any DocumentSource {
    try InputListing.checkUnchanged(shard)
    let writer = QuarantineWriter(shard: shard, files: quarantine, isStrict: isStrict)
    var settings = settings(of: shard)
    settings.recordParts = parts
    return QuarantiningSource(
      reader: try ShardReader.open(shard, settings: settings, sink: writer), quarantine: writer)
  }

  public func openIntermediate(_ path: String, of shard: InputShard) throws -> any DocumentSource {
    let file = try FramedFileReader(path, marks: [IntermediateFormat.mark, DocumentChange.mark])
    guard file.mark == DocumentChange.mark else { return IntermediateReader(file) }
    try InputListing.checkUnchanged(shard)
    return try ChangedInputReader(file, shard: shard) {
      try ShardReader.open(
        shard, settings: settings(of: shard), sink: KnownProblems(), selection: $0)
    }
  }

  public func createIntermediate(_ path: String, keepsRecords: Bool) throws -> any DocumentSink {
    keepsRecords ? try IntermediateWriter(path) : try ChangeWriter(path)
  }

  public func createDocuments(_ path: String, shard: InputShard) throws -> any DocumentSink {
    try JSONLinesShardWriter(path, shard: shard, textField: textField(of: shard))
  }

  public func createDropped(_ path: String, inputs: [InputShard]) throws -> any DroppedSink {
    try DroppedShardWriter(path, inputs: inputs)
  }

  private func settings(of shard: InputShard) -> ReadingSettings {
    var settings = ReadingSettings()
    settings.textField = textField(of: shard)
    settings.maximumRecordBytes =
      sources[shard.source]?.maximumRecordBytes ?? settings.maximumRecordBytes
    return settings
  }

  private func textField(of shard: InputShard) -> String {
    sources[shard.source]?.textField ?? ReadingSettings().textField
  }
}

/// A reader whose quarantine files are completed when its last document has been read.
private struct QuarantiningSource: DocumentSource {
  var reader: any DocumentSource
  let quarantine: QuarantineWriter

  var consumedBytes: Int { reader.consumedBytes }
  var problemTally: Tally { reader.problemTally }

  mutating func nextBatch(into batch: inout [Document]) throws -> Bool {
    if try reader.nextBatch(into: &batch) { return true }
    try quarantine.finish()
    return false
  }
}
