import FoundationEssentials
import Pipelines
import Shards

/// A surviving document and what deduplication noted about it.
struct Survivor {
  var id: DocumentID
  var text: [UInt8]
  /// Printed identity of the first document of its cluster of duplicates; nil without one.
  var cluster: String?
  /// Members of the cluster, 1 without one or where it was not counted.
  var clusterSize: Int

  /// Name of the note that holds the cluster.
  static let clusterNote = "deduplicate.cluster"
  /// Name of the value that holds its size.
  static let clusterSizeValue = "deduplicate.clusterSize"

  init(id: DocumentID, text: [UInt8], cluster: String?, clusterSize: Double?) {
    self.id = id
    self.text = text
    self.cluster = cluster
    let size = clusterSize ?? 1
    // Not a number where nothing was noted.
    self.clusterSize = size > 1 ? Int(min(size, 1e9)) : 1
  }

  /// A document that has come through all stages, with what they noted.
  init(_ document: Document) {
    var cluster: String?
    var size: Double?
    if case .text(let name)? = document.notes[Self.clusterNote] { cluster = name }
    if case .number(let members)? = document.notes[Self.clusterSizeValue] { size = members }
    self.init(id: document.id, text: document.text, cluster: cluster, clusterSize: size)
  }
}

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
          cluster: try cluster(of: document),
          clusterSize: clusterSizes.isEmpty ? nil : clusterSizes[next]))
      next += 1
    }
    return true
  }

  /// The cluster noted in the record.
  private func cluster(of document: Document) throws -> String? {
    guard let range = document.record.valueRange(of: "sluice") else { return nil }
    let notes = document.record.bytes[range]
    guard contains(Self.clusterNote, in: notes) else { return nil }
    return try JSONDecoder().decode(ClusterNote.self, from: Data(notes)).cluster
  }

  private static let clusterNote = Array("\"\(Survivor.clusterNote)\"".utf8)

  /// The notes are short and most have no cluster: decoding them all would cost more than the search.
  private func contains(_ name: [UInt8], in notes: ArraySlice<UInt8>) -> Bool {
    guard notes.count >= name.count else { return false }
    return (notes.startIndex...(notes.endIndex - name.count)).contains {
      notes[$0] == name[0] && notes[$0..<$0 + name.count].elementsEqual(name)
    }
  }

  private struct ClusterNote: Decodable {
    var cluster: String?

    enum CodingKeys: String, CodingKey {
      case cluster = "deduplicate.cluster"
    }
  }

  private func mismatch() -> FileError {
    FileError(
      path: path, operation: "read",
      reason: "it holds another number of documents than its signals file says (\(records.count))")
  }
}
