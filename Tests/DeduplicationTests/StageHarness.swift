import Deduplication
import Pipelines
import TestSupport
import Text

/// Runs the parts of a corpus stage as a run does: sidecars on disk, key ranges, decisions per shard.
enum StageHarness {
  /// One input shard of texts.
  struct Shard {
    var source = "web"
    var name: String
    var texts: [String]
    /// The records of the first documents as JSON objects; further documents have none.
    var records: [String] = []
    /// What an earlier stage noted about the first documents.
    var notes: [[String: Double]] = []
  }

  struct Outcome {
    /// What became of each document, in plan order.
    var documents: [(document: Document, verdict: Verdict)] = []
    /// The decision records: document id and payload.
    var decisions: [(key: UInt64, payload: [UInt8])] = []
    var tally = Tally()

    var kept: [Document] { documents.filter { $0.verdict.isKept }.map(\.document) }
    var dropped: [(document: Document, reason: DropReason)] {
      documents.compactMap { entry in
        guard case .drop(let reason) = entry.verdict else { return nil }
        return (entry.document, reason)
      }
    }

    var keptTexts: [String] { kept.map { String(decoding: $0.text, as: UTF8.self) } }
  }

  struct NoSideInputs: SideInputs {
    func forEachDocument(
      in patterns: [String], _ body: (_ document: Document, _ path: String) throws -> Void
    ) throws {}
  }

  static func inputs(_ shards: [Shard]) -> [InputShard] {
    shards.enumerated().map { ordinal, shard in
      InputShard(
        ordinal: ordinal, source: shard.source, name: shard.name, path: shard.name, format: "jsonl",
        bytes: 0)
    }
  }

  static func context(_ shards: [Shard], seed: UInt64 = 1) -> StageContext {
    StageContext(seed: seed, side: NoSideInputs(), inputs: inputs(shards))
  }

  static func document(_ shards: [Shard], _ shard: Int, _ record: Int) -> Document {
    let shard = (shards[shard], ordinal: shard)
    var notes = Notes()
    if record < shard.0.notes.count {
      for (name, value) in shard.0.notes[record].sorted(by: { $0.key < $1.key }) {
        notes.set(name, to: value)
      }
    }
    return Document(
      id: DocumentID(input: shard.ordinal, record: record), text: Array(shard.0.texts[record].utf8),
      record: record < shard.0.records.count ? Self.record(shard.0.records[record]) : Record(),
      notes: notes)
  }

  /// A record of a JSON object; empty when it is none.
  static func record(_ json: String) -> Record {
    let bytes = Array(json.utf8)
    var fields: ContiguousArray<JSONField> = []
    guard (try? JSONScanner().scanObject(bytes.span, into: &fields)) != nil else {
      return Record()
    }
    return Record(
      bytes: bytes,
      fields: ContiguousArray(fields.map { Record.Field(name: $0.name, value: $0.value) }))
  }

  /// Runs all parts over the shards with a power of two of key ranges; `bufferBytes` is the memory of a
  /// sidecar before it spills, at least 64 KiB.
  static func run<S: CorpusStage>(
    _: S.Type, _ settings: S.Settings, on shards: [Shard], partitions: Int = 1,
    bufferBytes: Int = 64 << 20, seed: UInt64 = 1
  ) throws -> Outcome {
    try settings.validate()
    let stage = try S(settings, context: context(shards, seed: seed))
    let folder = TemporaryFolder()
    var outcome = Outcome()
    var sidecars: [String] = []
    var tables: [String] = []
    for index in shards.indices {
      let (sidecar, table) = try observe(
        stage, shards, index, in: folder, bufferBytes: bufferBytes, tally: &outcome.tally)
      sidecars.append(sidecar)
      if let table { tables.append(table) }
    }
    let decisions = try resolve(
      stage, sidecars, tables, inputs: inputs(shards), partitions: partitions, in: folder,
      tally: &outcome.tally)
    let all = try SidecarMerge(paths: decisions, range: .all)
    while try all.advance() { outcome.decisions.append((all.key, all.payload)) }
    for index in shards.indices {
      try apply(stage, shards, index, decisions, to: &outcome)
    }
    return outcome
  }

  private static func observe<S: CorpusStage>(
    _ stage: S, _ shards: [Shard], _ index: Int, in folder: TemporaryFolder, bufferBytes: Int,
    tally: inout Tally
  ) throws -> (sidecar: String, table: String?) {
    let path = "\(folder.path)/observe\(index)"
    let sidecar = SidecarWriter(creating: path, bufferBytes: bufferBytes)
    let table = S.flow.hasTable ? try DocumentTableWriter(creating: path + ".table") : nil
    let observations = ObservationWriter(sidecar: sidecar, table: table)
    var state = stage.makeObserverState()
    var shared = SharedScratch()
    for record in shards[index].texts.indices {
      try stage.observe(
        document(shards, index, record), shared: &shared, state: &state, into: observations)
    }
    try stage.finishObserving(state: &state, into: observations)
    try sidecar.finish()
    try table?.finish()
    tally.merge(observations.tally)
    return (path, table == nil ? nil : path + ".table")
  }

  private static func resolve<S: CorpusStage>(
    _ stage: S, _ sidecars: [String], _ tables: [String], inputs: [InputShard], partitions: Int,
    in folder: TemporaryFolder, tally: inout Tally
  ) throws -> [String] {
    func context() throws -> ResolveContext {
      ResolveContext(
        inputs: inputs, tables: S.flow.hasTable ? try DocumentTables(paths: tables) : nil)
    }
    var ranges: [String] = S.flow.resolution == .reduce ? sidecars : []
    for partition in 0..<partitions where S.flow.resolution != .reduce {
      let path = "\(folder.path)/resolve\(partition)"
      let writer = SidecarWriter(creating: path)
      let context = try context()
      let range = KeyRange.partition(partition, of: partitions)
      try stage.resolve(
        SidecarMerge(paths: sidecars, range: range), context: context, into: writer
      )
      try writer.finish()
      tally.merge(context.tally)
      ranges.append(path)
    }
    guard S.flow.resolution != .ranges else { return ranges }
    let writer = SidecarWriter(creating: folder.path + "/reduce")
    let context = try context()
    try stage.reduce(SidecarMerge(paths: ranges, range: .all), context: context, into: writer)
    try writer.finish()
    tally.merge(context.tally)
    return [folder.path + "/reduce"]
  }

  private static func apply<S: CorpusStage>(
    _ stage: S, _ shards: [Shard], _ index: Int, _ decisions: [String], to outcome: inout Outcome
  ) throws {
    let merge = try SidecarMerge(paths: decisions, range: .documents(ofInput: index))
    var applier = try stage.makeApplier(merge, shard: inputs(shards)[index])
    var shared = SharedScratch()
    for record in shards[index].texts.indices {
      var document = document(shards, index, record)
      let verdict = try stage.apply(&applier, to: &document, shared: &shared)
      outcome.documents.append((document, verdict))
    }
  }
}
