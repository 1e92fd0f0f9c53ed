import Contamination
import Deduplication
import FoundationEssentials
import Pipelines
import Shards

/// The documents of a run that have duplicates, as `clusters.jsonl` lists them.
///
/// Memory: proportional to those documents; the others are passed over.
struct ClusterListing {
  private struct Line: Encodable {
    var id: String
    var cluster: String
    var kept: Bool
    var similarity: Double
  }

  private struct Member {
    var cluster: DocumentID
    var isKept: Bool
    var similarity: Double
    /// What names the cluster where an earlier run kept its survivor.
    var earlier: EarlierDocument?
  }

  private let compiled: PlanCompiler.Compiled
  private let textField: String
  private var members: [DocumentID: Member] = [:]

  /// Reads the decisions of the run's one stage; nil when it makes none.
  init?(_ compiled: PlanCompiler.Compiled, _ run: RunFolder, textField: String) throws {
    guard let stage = compiled.stages.first, let flow = stage.corpusFlow else { return nil }
    self.compiled = compiled
    self.textField = textField
    let ranges = compiled.plan.phase("\(stage.label)-resolve")?.tasks ?? 1
    let decisions = try SidecarMerge(
      paths: DataPaths.decisions(stage.label, flow: flow, ranges: ranges).map(run.absolute),
      range: .all)
    while try decisions.advance() {
      let id = DocumentID(rawValue: decisions.key)
      guard let decision = ClusterDecision(decisions.payload) else {
        throw CommandError("\(run.path): the decisions of \(stage.label) are damaged")
      }
      members[id] = Member(
        cluster: decision.cluster, isKept: decision.survivor == id,
        similarity: decision.similarity, earlier: decision.earlierSurvivor)
    }
  }

  /// Writes the lines in document order.
  func write(to path: String) throws {
    let names = try self.names()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var bytes: [UInt8] = []
    for (id, member) in members.sorted(by: { $0.key < $1.key }) {
      let line = Line(
        id: names[id] ?? "",
        cluster: member.earlier.map { $0.id ?? $0.identity } ?? names[member.cluster] ?? "",
        kept: member.isKept,
        similarity: member.similarity)
      bytes += Array(try encoder.encode(line)) + [0x0A]
    }
    try writeFileAtomically(bytes, to: path)
  }

  /// What the members are called: their records' own ids, or their printed identities.
  private func names() throws -> [DocumentID: String] {
    let shards = Set(members.keys.lazy.map(\.input))
    var names: [DocumentID: String] = [:]
    for shard in compiled.inputs where shards.contains(shard.ordinal) {
      _ = try InputOptions.forEachDocument(
        of: shard, reading: ReadingSettings(textField: textField)
      ) { document in
        if members[document.id] != nil {
          names[document.id] = document.reportedIdentity(in: shard)
        }
      }
    }
    return names
  }
}
