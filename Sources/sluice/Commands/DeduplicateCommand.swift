import ArgumentParser
import Deduplication
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

      'sluice stages deduplicate' lists the methods' settings, which --set changes: what is compared \
      (compare=url), which documents are (scope=shard, scope='field dump') and what is kept \
      (survivor='[highest score, longest]').

      EXAMPLES
        sluice deduplicate samples/web --output runs/deduplicated --clusters
        sluice deduplicate samples/web --output runs/exact --method exact
        sluice deduplicate samples/web --output runs/urls \\
          --method exact --set compare=url
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
    if clusters, !(type is MinHashDeduplication.Type || type is ExactDeduplication.Type) {
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
      try ClusterListing(compiled, folder, textField: input.textField)?
        .write(to: folder.absolute("clusters.jsonl"))
    }
    if status != 0 { throw ExitCode(status) }
  }
}
