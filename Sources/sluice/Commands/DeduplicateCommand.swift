import ArgumentParser
import Contamination
import Deduplication
import FoundationEssentials
import Pipelines
import Shards

/// `sluice deduplicate`: a pipeline of one deduplication stage built from flags.
struct DeduplicateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deduplicate",
    abstract: "Removes duplicates from shards.",
    discussion: """
      Survivors go to DIR/documents, the others to DIR/dropped. With --clusters, DIR/clusters.jsonl \
      holds a line for every document that has duplicates: {"id","cluster","kept","similarity"}.

      EXAMPLES
        sluice deduplicate samples/web --output runs/deduplicated --clusters
        sluice deduplicate samples/web --output runs/exact --method exact
      """)

  @OptionGroup var input: InputOptions

  @Option(name: [.short, .long], help: "The run folder.", completion: .directory)
  var output: String

  @Option(help: "minhash, exact, c4-line, c4-span3, paragraph, bloom, bloom-ngram or substring.")
  var method = "minhash"

  @Option(
    name: .customLong("set"),
    help: "Override a setting of the stage: setting=value. May be repeated.")
  var overrides: [String] = []

  @Flag(help: "Write clusters.jsonl.")
  var clusters = false

  @Flag(help: "Stop at the first damaged record (exit status 65).")
  var strict = false

  @OptionGroup var options: RunOptions

  private struct ClusterLine: Encodable {
    var id: String
    var cluster: String
    var kept: Bool
    var similarity: Double
  }

  func run() throws {
    let entry = SingleStages.entry
    func text(_ value: String) -> LocatedValue { LocatedValue(.string(value)) }
    let stage = LocatedValue(
      .map([entry("deduplicate", LocatedValue(.map([entry("method", text(method))])))]))
    var tree = LocatedValue(
      .map([
        entry("name", text("deduplicate")),
        entry("sources", LocatedValue(.map([entry(InputOptions.sourceName, input.source)]))),
        entry("stages", LocatedValue(.list([stage]))),
      ]))
    for override in overrides {
      tree = try SettingsOverride("deduplicate." + override).applied(to: tree)
    }
    let compiled = try PipelineLoader.compile(tree: tree, strict: strict)
    let type = compiled.stages.first?.type
    if clusters,
      type is any RepeatedSegmentStage.Type || type is BloomDeduplication.Type
        || type is BloomNGramDeduplication.Type
    {
      throw CommandError(
        "--clusters: method '\(method)' has no clusters of documents; expected minhash or exact",
        status: .usage)
    }
    let folder = RunFolder(output)
    let status = try RunDriver(
      compiled: compiled, run: folder, workers: options.workerCount,
      memoryBytes: options.memory.bytes, isQuiet: options.quiet,
      ignoresDiskSpace: options.ignoreDiskSpace
    ).drive()
    if clusters, status == 0 || status == ExitStatus.finishedWithSkips.rawValue {
      try writeClusters(compiled, folder)
    }
    if status != 0 { throw ExitCode(status) }
  }

  private func writeClusters(_ compiled: PlanCompiler.Compiled, _ run: RunFolder) throws {
    guard let stage = compiled.stages.first, let flow = stage.corpusFlow else { return }
    let ranges = compiled.plan.phase("\(stage.label)-resolve")?.tasks ?? 1
    let decisions = try SidecarMerge(
      paths: DataPaths.decisions(stage.label, flow: flow, ranges: ranges).map(run.absolute),
      range: .all)
    var members: [DocumentID: ClusterDecision] = [:]
    while try decisions.advance() {
      let id = DocumentID(rawValue: decisions.key)
      guard let decision = ClusterDecision(decisions.payload) else {
        throw CommandError("\(run.path): the decisions of \(stage.label) are damaged")
      }
      members[id] = decision
      if members[decision.survivor] == nil {
        var kept = decision
        kept.similarity = 1
        members[decision.survivor] = kept
      }
    }
    var names: [DocumentID: String] = [:]
    for shard in compiled.inputs {
      _ = try InputOptions.forEachDocument(
        of: shard, reading: ReadingSettings(textField: input.textField)
      ) { document in
        if members[document.id] != nil {
          names[document.id] = document.reportedIdentity(in: shard)
        }
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var bytes: [UInt8] = []
    for (id, member) in members.sorted(by: { $0.key < $1.key }) {
      let line = ClusterLine(
        id: names[id] ?? "", cluster: names[member.cluster] ?? "", kept: member.survivor == id,
        similarity: member.similarity)
      bytes += Array(try encoder.encode(line)) + [0x0A]
    }
    try writeFileAtomically(bytes, to: run.absolute("clusters.jsonl"))
  }
}
