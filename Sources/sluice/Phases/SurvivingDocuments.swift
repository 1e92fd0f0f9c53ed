import Pipelines
import Shards

/// Reads the surviving documents of an input with their identities.
///
/// An output shard holds the survivors in record order, and the signals file beside it says which
/// records those are; together they give each line its document again.
struct SurvivingDocuments {
  private var source: any DocumentSource
  private let records: [UInt64]
  /// Members of each survivor's cluster; empty where no stage counted any.
  private let clusterSizes: [Double]
  private let shard: InputShard
  private let path: String
  private var next = 0

  /// `textField`: the field that holds the text; plain text is stored under `text`.
  init(of shard: InputShard, in run: RunFolder, textField: String) throws {
    let signals = try SignalRows.read(run.absolute(DataPaths.signals(shard)))
    let kept = signals.fates.firstIndex(of: "kept").map(UInt64.init)
    let rows = signals.rowFates.indices.filter { signals.rowFates[$0] == kept }
    records = rows.map { signals.records[$0] }
    let sizes = signals.columns.firstIndex(of: Survivor.clusterSizeValue).map { signals.values[$0] }
    clusterSizes = sizes.map { sizes in rows.map { sizes[$0] } } ?? []
    path = run.absolute(DataPaths.documents(shard))
    self.shard = shard
    var output = shard
    output.path = path
    output.format = RecordFormat.jsonl.rawValue
    var reading = ReadingSettings()
    reading.textField = shard.format == RecordFormat.jsonl.rawValue ? textField : "text"
    reading.maximumRecordBytes = 1 << 31
    reading.recordParts = .fields([Survivor.notesField])
    source = try ShardReader.open(output, settings: reading, sink: ProblemRefusal())
  }

  var consumedBytes: Int { source.consumedBytes }

  /// Fills a batch with the next documents; false when there are no more.
  mutating func nextBatch(into batch: inout [Survivor]) throws -> Bool {
    batch.removeAll(keepingCapacity: true)
    var documents: [Document] = []
    guard try source.nextBatch(into: &documents) else {
      guard next == records.count else { throw mismatch() }
      return false
    }
    for document in documents {
      guard next < records.count else { throw mismatch() }
      batch.append(
        Survivor(
          id: DocumentID(input: shard.ordinal, record: Int(records[next])), text: document.text,
          cluster: Survivor.cluster(notedIn: document.record),
          clusterSize: clusterSizes.isEmpty ? nil : clusterSizes[next]))
      next += 1
    }
    return true
  }

  private func mismatch() -> FileError {
    FileError(
      path: path, operation: "read",
      reason: "it holds another number of documents than its signals file says (\(records.count))")
  }
}
