import ArgumentParser
import Pipelines

/// `sluice plan`: what a run would do, before anything starts.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Shows the phases, tasks and disk space of a pipeline without running it.",
    discussion: """
      With --output the plan is written there, so that 'sluice task' can run its tasks.

      EXAMPLES
        sluice plan pipelines/quickstart.yaml
        sluice plan pipelines/quickstart.yaml --json
      """)

  @Argument(
    help: "The pipeline file (YAML).", completion: .file(extensions: ["yaml", "yml", "json"]))
  var file: String

  @Option(name: .customLong("set"), help: "Override a value: path=value. May be repeated.")
  var overrides: [String] = []

  @Option(
    name: [.short, .long], help: "Write the plan into this run folder.", completion: .directory)
  var output: String?

  @Flag(help: "Plan a run that stops at the first damaged record.")
  var strict = false

  @Flag(help: "Print plan.json.")
  var json = false

  func run() throws {
    let compiled = try PipelineLoader.load(file: file, overrides: overrides, strict: strict)
    let plan = compiled.plan
    if let output {
      let folder = RunFolder(output)
      try folder.create()
      try PipelineLoader.writeListing(compiled.inputs, run: folder)
      try writeFileAtomically(try plan.encoded(), to: folder.plan)
    }
    if json {
      Terminal.write(try plan.encoded())
      return
    }
    Terminal.line("\(plan.name)  fingerprint \(plan.fingerprint)")
    Terminal.line(
      "inputs: \(Numbers.grouped(plan.inputs.shards)) shards, \(Numbers.bytes(plan.inputs.bytes)), "
        + "about \(Numbers.bytes(compiled.inputs.reduce(0) { $0 + DiskSpace.estimatedText($1) })) of text"
    )
    Terminal.line("disk: at most about \(Numbers.bytes(DiskSpace.needed(for: compiled)))")
    let rows =
      [["phase", "kind", "tasks", "after"]]
      + plan.phases.map {
        [$0.name, $0.kind.rawValue, "\($0.tasks)", $0.after.joined(separator: " ")]
      }
    for line in TextReport.table(rows) { Terminal.line(line) }
  }
}
