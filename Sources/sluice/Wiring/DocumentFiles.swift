import Pipelines
import Shards

/// Opens and creates document files with the readers and writers of `Shards`.
struct DocumentFiles: DocumentAccess {
  private let settings: [String: SourceSettings]
  private let strict: Bool

  init(file: PipelineFile, strict: Bool) {
    settings = Dictionary(
      file.sources.map { ($0.name, $0.settings) }, uniquingKeysWith: { first, _ in first })
    self.strict = strict
  }

  func openInput(
    _ shard: InputShard, quarantine: QuarantineFiles
  ) throws -> any DocumentSource {
    try InputListing.checkUnchanged(shard)
    var reading = ReadingSettings()
    if let own = settings[shard.source] {
      reading.textField = own.textField
      reading.maximumRecordBytes = own.maximumRecordBytes
    }
    let sink: any ProblemSink
    var finish: () throws -> Void = {}
    if strict {
      sink = ProblemRefusal()
    } else {
      let writer = QuarantineWriter(shard: shard, files: quarantine)
      sink = writer
      finish = writer.finish
    }
    return InputSource(
      source: try ShardReader.open(shard, settings: reading, sink: sink), finish: finish)
  }

  func openIntermediate(_ path: String) throws -> any DocumentSource {
    try IntermediateReader(path)
  }

  func createIntermediate(_ path: String) throws -> any DocumentSink {
    try IntermediateWriter(path)
  }

  func createDocuments(_ path: String, shard: InputShard) throws -> any DocumentSink {
    try JSONLinesShardWriter(
      path, shard: shard, textField: settings[shard.source]?.textField ?? "text")
  }

  func createDropped(_ path: String, inputs: [InputShard]) throws -> any DroppedSink {
    try DroppedShardWriter(path, inputs: inputs)
  }
}

/// A shard being read, with the quarantine that is completed when the last record is read.
private struct InputSource: DocumentSource {
  private static let kinds = Set(RecordProblem.Kind.allCases.map(\.rawValue))
  var source: any DocumentSource
  let finish: () throws -> Void

  var consumedBytes: Int { source.consumedBytes }

  /// Skipped records only: what was mended in usable ones is no skip.
  var problemTally: Tally {
    var tally = Tally()
    for entry in source.problemTally.sorted where Self.kinds.contains(entry.name) {
      tally.add(entry.name, entry.count)
    }
    return tally
  }

  mutating func nextBatch(into batch: inout [Document]) throws -> Bool {
    if try source.nextBatch(into: &batch) { return true }
    try finish()
    return false
  }
}
