import ArgumentParser
import Glibc
import Pipelines

/// `sluice task`: one task of a plan as an ordinary process, the way engines run it.
struct TaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task",
    abstract: "Runs one task, or a range of tasks, of a planned phase.",
    discussion: """
      EXAMPLES
        sluice plan pipelines/quickstart.yaml --output runs/by-hand
        sluice task --plan runs/by-hand/plan.json --phase documents-1 --index 0
      """)

  @Option(help: "Path of plan.json.", completion: .file(extensions: ["json"]))
  var plan: String

  @Option(help: "Name of the phase.")
  var phase: String

  @Option(help: "Index of the task, or a range such as 3-7.")
  var index: String

  @Option(help: "Threads the task may use.")
  var workers = 1

  @Option(help: "Memory the task may use.")
  var memory = MemorySize(bytes: 1 << 30)

  func run() throws {
    let path = absolutePath(plan)
    guard let slash = path.lastIndex(of: "/"), access(path, R_OK) == 0 else {
      throw CommandError(
        "\(plan): there is no such plan; make one by 'sluice plan'", status: .usage)
    }
    let folder = RunFolder(String(path[..<slash]))
    let compiled = try PipelineLoader.load(run: folder)
    try folder.create()
    guard let phase = compiled.plan.phase(phase) else {
      let names = compiled.plan.phases.map(\.name).joined(separator: ", ")
      throw CommandError("the plan has no phase '\(phase)'; it has \(names)", status: .usage)
    }
    let runner = TaskRunner(
      run: folder, plan: compiled.plan, bodies: compiled.bodies,
      memoryBytes: MemoryShare.perTask(memory.bytes, workers: 1), threads: workers,
      cancellation: programCancellation, progress: Progress())
    do {
      for index in try indices(below: phase.tasks) {
        try requirePredecessors(of: phase, compiled.plan, runner)
        _ = try runner.run(phase, index: index)
      }
    } catch is Cancelled {
      throw ExitCode(128 + (programCancellation.signalNumber ?? SIGTERM))
    }
  }

  private func indices(below count: Int) throws -> ClosedRange<Int> {
    let parts = index.split(separator: "-").map { Int($0) }
    guard let first = parts.first ?? nil, let last = parts.last ?? nil, parts.count <= 2,
      first >= 0, first <= last, last < count
    else {
      throw CommandError(
        "--index is \(index); expected an index or a range within 0 to \(count - 1)", status: .usage
      )
    }
    return first...last
  }

  private func requirePredecessors(of phase: Phase, _ plan: Plan, _ runner: TaskRunner) throws {
    for name in phase.after {
      for index in 0..<(plan.phase(name)?.tasks ?? 0) {
        guard try runner.finishedMarker(name, index) == nil else { continue }
        throw CommandError(
          "phase '\(phase.name)' needs task \(index) of phase '\(name)', which is not finished",
          status: .tryAgain)
      }
    }
  }
}
