import Contamination
import FoundationEssentials
import Glibc
import Pipelines
import Shards

/// Finds single documents in the inputs and the outputs of a run.
///
/// Damage is passed over without a word: the run has told it.
struct RunTexts {
  private let run: RunFolder
  private let sources: [String: SourceSettings]

  init(_ plan: Plan, _ run: RunFolder) throws {
    self.run = run
    let file = try PipelineFile(plan.config.value, sectionNames: PipelineLoader.sectionNames)
    sources = Dictionary(
      file.sources.map { ($0.name, $0.settings) }, uniquingKeysWith: { first, _ in first })
  }

  /// A line of `dropped/<stage>`.
  struct DropLine: Decodable {
    var rule: String
    var value: Double?
    var threshold: Double?
    var twin: String?
    var twinId: String?
    var detail: String?
  }

  /// A line of `dropped/read`: a record that could not be used.
  struct ProblemLine: Decodable {
    /// From 1.
    var record: Int
    var kind: String
    var found: String
    var expected: String
    var advice: String
    var rawBytes: Int
  }

  /// The first document of an input that satisfies a condition, as it was read.
  func input(of shard: InputShard, where isWanted: (Document) -> Bool) throws -> Document? {
    var reading = ReadingSettings(textField: textField(of: shard))
    reading.maximumRecordBytes =
      sources[shard.source]?.maximumRecordBytes ?? reading.maximumRecordBytes
    return try first(of: shard, reading, where: isWanted)
  }

  /// The first document of an input whose record has this id.
  func input(of shard: InputShard, called name: String) throws -> Document? {
    let field = sources[shard.source]?.idField ?? SourceSettings().idField
    return try input(of: shard) { $0.reportedIdentity(in: shard, idField: field) == name }
  }

  /// The survivor at a place, from 0, in the output of an input; nil where the run keeps none.
  func kept(at place: Int, of shard: InputShard) throws -> Document? {
    guard access(run.absolute(DataPaths.documents(shard)), F_OK) == 0 else { return nil }
    let output = jsonLines(DataPaths.documents(shard), shard)
    var reading = ReadingSettings(
      textField: shard.format == RecordFormat.jsonl.rawValue ? textField(of: shard) : "text")
    reading.allowsMissingText = true
    return try first(of: output, reading) { $0.id.record == place }
  }

  /// The line and the text of a document that a stage dropped from an input.
  func dropped(
    _ id: DocumentID, by stage: String, from shard: InputShard
  ) throws -> (line: DropLine, document: Document)? {
    let output = jsonLines(DataPaths.dropped(stage, shard), shard)
    let name = shard.printedIdentity(record: id.record)
    let document = try first(of: output, ReadingSettings()) {
      $0.reportedIdentity(in: output) == name
    }
    return try document.map {
      (try JSONDecoder().decode(DropLine.self, from: Data($0.record.bytes)), $0)
    }
  }

  /// The records of an input that could not be used.
  func problems(of shard: InputShard) throws -> [ProblemLine] {
    let path = run.absolute(DataPaths.quarantineList(shard))
    guard access(path, F_OK) == 0 else { return [] }
    return try readFile(path).split(separator: 0x0A).map {
      try JSONDecoder().decode(ProblemLine.self, from: Data($0))
    }
  }

  /// The short texts that stages noted in a survivor.
  func notes(of document: Document) throws -> [String: String] {
    guard let range = document.record.valueRange(of: "sluice") else { return [:] }
    let tree = try JSONDecoder().decode(JSONTree.self, from: Data(document.record.bytes[range]))
    var notes: [String: String] = [:]
    for entry in tree.value.entries ?? [] {
      if case .string(let text) = entry.value.content { notes[entry.key] = text }
    }
    return notes
  }

  private func textField(of shard: InputShard) -> String {
    sources[shard.source]?.textField ?? ReadingSettings().textField
  }

  /// A file of the run as a shard.
  private func jsonLines(_ path: String, _ shard: InputShard) -> InputShard {
    InputShard(
      ordinal: shard.ordinal, source: shard.source, name: shard.name, path: run.absolute(path),
      format: RecordFormat.jsonl.rawValue, bytes: 0)
  }

  private func first(
    of shard: InputShard, _ reading: ReadingSettings, where isWanted: (Document) -> Bool
  ) throws -> Document? {
    var found: Document?
    _ = try InputOptions.forEachDocument(
      of: shard, reading: reading, limit: { found != nil }
    ) {
      if isWanted($0) { found = $0 }
    }
    return found
  }
}
