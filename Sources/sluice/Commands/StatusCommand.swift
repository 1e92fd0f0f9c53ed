import ArgumentParser
import FoundationEssentials
import Pipelines

/// `sluice status`: how far a run is, read from its markers alone.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows how far a run is.",
    discussion: """
      EXAMPLES
        sluice status runs/quickstart
        sluice status runs/quickstart --json
      """)

  @Argument(help: ArgumentHelp("The run folder.", valueName: "run"), completion: .directory)
  var path: String

  @Flag(help: "Print one JSON object.")
  var json = false

  private struct PhaseStatus: Encodable {
    var phase: String
    var tasks: Int
    var done: Int
    var seconds: Double
  }

  private struct Status: Encodable {
    var name: String
    var fingerprint: String
    var complete: Bool
    var phases: [PhaseStatus]
  }

  func run() throws {
    let folder = try PipelineLoader.runFolder(path)
    let plan = try Plan.read(folder.plan)
    var phases: [PhaseStatus] = []
    for phase in plan.phases {
      var status = PhaseStatus(phase: phase.name, tasks: phase.tasks, done: 0, seconds: 0)
      for index in 0..<phase.tasks {
        guard let marker = try Marker.read(folder.marker(phase: phase.name, index: index)),
          marker.fingerprint == plan.fingerprint
        else { continue }
        status.done += 1
        status.seconds += marker.seconds
      }
      phases.append(status)
    }
    let status = Status(
      name: plan.name, fingerprint: plan.fingerprint,
      complete: phases.allSatisfy { $0.done == $0.tasks }, phases: phases)
    if json {
      try Terminal.json(status)
      return
    }
    Terminal.line("\(plan.name): \(status.complete ? "complete" : "not complete")")
    let rows =
      [["phase", "done", "tasks", "seconds"]]
      + phases.map { [$0.phase, "\($0.done)", "\($0.tasks)", Numbers.fixed($0.seconds, 1)] }
    for line in TextReport.table(rows) { Terminal.line(line) }
    if !status.complete { Terminal.line("continue with: sluice resume \(path)") }
  }
}
