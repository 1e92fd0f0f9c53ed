import Pipelines
import TestSupport
import Testing

/// Writes one output whose bytes a closure decides.
private struct OneOutput: PhaseBody {
  var bytes: @Sendable () -> [UInt8]

  func run(_ task: TaskContext) throws {
    let file = try FileWriter(creating: task.output("documents/a"))
    try file.write(bytes())
    try file.close()
    task.tally.add("runs")
  }
}

private func runner(_ folder: TemporaryFolder, _ body: OneOutput) throws -> (TaskRunner, Phase) {
  let phase = Phase(name: "p", tasks: 1, after: [], kind: .map)
  let plan = Plan(
    version: 1, fingerprint: "f", sluice: "test", name: "n", seed: 1,
    config: JSONTree(LocatedValue(.null)), workingFolder: "/",
    inputs: Plan.Inputs(shards: 0, bytes: 0, digest: ""), phases: [phase], strict: false)
  let run = RunFolder(folder.path)
  try run.create()
  return (
    TaskRunner(
      run: run, plan: plan, bodies: ["p": body], memoryBytes: 1 << 20, threads: 1,
      cancellation: Cancellation(), progress: Progress()), phase
  )
}

@Suite struct CommitTests {
  @Test("a finished task is not run again")
  func finished() throws {
    let folder = TemporaryFolder()
    let (first, phase) = try runner(folder, OneOutput { [1] })
    let marker = try first.run(phase, index: 0)
    let (second, _) = try runner(folder, OneOutput { [2] })
    #expect(try second.run(phase, index: 0) == marker)
    #expect(folder.read("documents/a") == [1])
  }

  @Test("a torn output without a marker is replaced")
  func torn() throws {
    let folder = TemporaryFolder()
    try makeFolder(folder.path + "/documents")
    folder.write([9, 9], to: "documents/a")
    let (task, phase) = try runner(folder, OneOutput { [1, 2, 3] })
    _ = try task.run(phase, index: 0)
    #expect(folder.read("documents/a") == [1, 2, 3])
  }

  @Test("outputs without a marker are accepted when they are the same bytes")
  func missingMarker() throws {
    let folder = TemporaryFolder()
    let (task, phase) = try runner(folder, OneOutput { [1, 2, 3] })
    _ = try task.run(phase, index: 0)
    removeTree(folder.path + "/done")
    let marker = try task.run(phase, index: 0)
    #expect(marker.outputs.map(\.path) == ["documents/a"])
  }

  @Test("two attempts that disagree are reported as nondeterminism")
  func nondeterminism() throws {
    let folder = TemporaryFolder()
    let (inner, phase) = try runner(folder, OneOutput { [1] })
    // The second attempt's body runs while the first one commits.
    let (outer, _) = try runner(
      folder,
      OneOutput {
        _ = try? inner.run(phase, index: 0)
        return [2]
      })
    #expect(throws: NondeterminismError.self) { try outer.run(phase, index: 0) }
    #expect(folder.read("documents/a") == [1])
  }

  @Test("two attempts that agree both succeed")
  func race() throws {
    let folder = TemporaryFolder()
    let (inner, phase) = try runner(folder, OneOutput { [1] })
    let (outer, _) = try runner(
      folder,
      OneOutput {
        _ = try? inner.run(phase, index: 0)
        return [1]
      })
    #expect(try outer.run(phase, index: 0).outputs.count == 1)
  }

  @Test("a damaged marker says what to do")
  func damagedMarker() throws {
    let folder = TemporaryFolder()
    let (task, phase) = try runner(folder, OneOutput { [1] })
    try makeFolder(folder.path + "/done/p")
    folder.write("{", to: "done/p/0.json")
    let error = #expect(throws: FileError.self) { try task.run(phase, index: 0) }
    #expect(error?.description.contains("resume") == true)
  }

  @Test("a full disk is a transient error that says what to do")
  func fullDisk() throws {
    let error = #expect(throws: FileError.self) {
      let file = try FileWriter(creating: "/dev/full", bufferBytes: 16)
      try file.write([UInt8](repeating: 1, count: 100))
      try file.close()
    }
    #expect(error?.isTransient == true)
    #expect(error?.description.contains("free some space") == true)
  }
}
