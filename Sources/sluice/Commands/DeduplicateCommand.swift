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

      With --index, documents are also compared with those that earlier runs kept, without their texts: \
      DIR holds their band keys, sketches and ids. What is near to one of them is dropped for it (its line \
      in DIR/dropped names the earlier document as "twin" and its own id as "twinId"); what is kept is added \
      when the run ends. A document near to one that was dropped earlier counts only if it is near to a kept \
      one as well. A run that is repeated or resumed adds nothing twice and does not meet its own documents. \
      An index takes 17 × bands + 36 + 4 × min(shingles, sketchSize) bytes and the id for each document \
      kept: 274 + 4 × shingles for up to 4096 shingles with the preset fineweb; sketchSize=256 bounds it to \
      1.3 kB, with a standard error of 0.025 at a similarity of 0.8.

      'sluice stages deduplicate' lists the methods' settings, which --set changes: what is compared \
      (compare=url), which documents are (scope=shard, scope='field dump') and what is kept \
      (survivor='[highest score, longest]').

      EXAMPLES
        sluice deduplicate samples/web --output runs/deduplicated --clusters
        sluice deduplicate samples/web --output runs/exact --method exact
        sluice deduplicate samples/web --output runs/urls \\
          --method exact --set compare=url
        sluice deduplicate samples/web --output runs/first --index runs/index
        sluice deduplicate samples/books --output runs/second --index runs/index
      """)

  @OptionGroup var input: InputOptions

  @Option(name: [.short, .long], help: "The run folder.", completion: .directory)
  var output: String

  @Option(help: "minhash, exact, c4-line, c4-span3, paragraph, bloom, bloom-ngram or substring.")
  var method = "minhash"

  @Option(
    help: "Folder of an index of earlier documents, made if it is not there (method minhash).",
    completion: .directory)
  var index: String?

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
    guard index == nil || method == "minhash" else {
      throw CommandError(
        "--index: method '\(method)' keeps no index of earlier documents; expected minhash",
        status: .usage)
    }
    let entry = SingleStages.entry
    func text(_ value: String) -> LocatedValue { LocatedValue(.string(value)) }
    var settings = [entry("method", text(method))]
    if let index { settings.append(entry("index", text(index))) }
    let stage = LocatedValue(.map([entry("deduplicate", LocatedValue(.map(settings)))]))
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
