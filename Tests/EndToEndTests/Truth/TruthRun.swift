import Glibc
import Pipelines
import Shards
import TestSupport

/// The quickstart's document and corpus stages on the web samples, and what became of each record.
///
/// `reference-similarity` is left out, for it keeps by chance: it would take a twin here and there.
final class TruthRun: Sendable {
  /// Why and where a record was dropped.
  struct Drop {
    var stage: String
    var rule: String
    var twin: String?
    var text: String
  }

  static let shared = Result { try TruthRun() }

  let command: Command
  let run: String
  /// Labels of the stages in the order of the pipeline.
  let stages: [String]
  /// Texts of the inputs, by printed identity.
  let inputs: [String: Document]
  /// Surviving documents, by the printed identity of their source.
  let survivors: [String: Document]
  let drops: [String: Drop]

  private init() throws {
    let pipeline = String(
      decoding: TemporaryFolder.bytes(ofFile: Command.checkout + "/pipelines/quickstart.yaml"),
      as: UTF8.self)
    run = SharedFolder.path + "/truth"
    command = try Command.sluice(
      ["run", SharedFolder.write(Self.withoutChance(pipeline), to: "truth.yaml"), "--output", run])
    let report = try JSON(TemporaryFolder.bytes(ofFile: run + "/report.json"))
    let web = report["sources"]?.items.first { $0["name"]?.text == "web" }
    stages = (web?["stages"]?.items ?? []).compactMap { $0["stage"]?.text }
    inputs = try Self.inputDocuments()
    drops = try Self.drops(run, stages)
    var byURL: [[UInt8]: String] = [:]
    for (id, document) in inputs { byURL[Self.url(document)] = id }
    var survivors: [String: Document] = [:]
    try FileSideInputs().forEachDocument(in: [run + "/documents/web"]) { document, _ in
      if let id = byURL[Self.url(document)] { survivors[id] = document }
    }
    self.survivors = survivors
  }

  /// The stage list alone, without the stage that draws.
  private static func withoutChance(_ pipeline: String) -> String {
    var lines: [Substring] = []
    var isLeftOut = false
    for line in pipeline.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("mixture:") { break }
      if line.hasPrefix("  - ") { isLeftOut = line.contains("reference-similarity") }
      if !isLeftOut { lines.append(line) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func inputDocuments() throws -> [String: Document] {
    var documents: [String: Document] = [:]
    let ignored = ProblemList()
    for shard in try InputListing.shards(
      source: "web", patterns: [Command.checkout + "/samples/web"])
    {
      var source = try ShardReader.open(shard, settings: ReadingSettings(), sink: ignored)
      var batch: [Document] = []
      while try source.nextBatch(into: &batch) {
        for document in batch {
          documents[shard.printedIdentity(record: document.id.record)] = document
        }
      }
    }
    return documents
  }

  private static func drops(_ run: String, _ stages: [String]) throws -> [String: Drop] {
    var drops: [String: Drop] = [:]
    let folders: [String] = stages.map { "\(run)/dropped/\($0)" }
      .filter { (folder: String) in access(folder, F_OK) == 0 }
    try FileSideInputs().forEachDocument(in: folders) { document, path in
      guard let stage = path.split(separator: "/").dropLast().last else { return }
      let line = try JSON(document.record.bytes)
      guard let id = line["id"]?.text, let rule = line["rule"]?.text else { return }
      drops[id] = Drop(
        stage: String(stage), rule: rule, twin: line["twin"]?.text,
        text: String(decoding: document.text, as: UTF8.self))
    }
    return drops
  }

  private static func url(_ document: Document) -> [UInt8] {
    document.record.valueRange(of: "url").map { Array(document.record.bytes[$0]) } ?? []
  }

  /// The label of the first stage of a planted thing that the pipeline has.
  func decidingStage(of planted: Truth.Planted) -> String? {
    let labels = planted.stages.map { $0.split(separator: " ").joined(separator: "-") }
    return stages.first { labels.contains($0) }
  }

  /// Lines of a record as they were read.
  func inputLines(_ id: String) -> [String] {
    guard let document = inputs[id] else { return [] }
    return Self.lines(String(decoding: document.text, as: UTF8.self))
  }

  /// Lines of a record when a stage let go of it or at the end; nil where an earlier stage dropped it.
  func lines(_ id: String, after stage: String) -> [String]? {
    if let survivor = survivors[id] {
      return Self.lines(String(decoding: survivor.text, as: UTF8.self))
    }
    guard let drop = drops[id], let dropping = stages.firstIndex(of: drop.stage),
      let cleaning = stages.firstIndex(of: stage), dropping > cleaning
    else { return nil }
    return Self.lines(drop.text)
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map(String.init)
  }
}
