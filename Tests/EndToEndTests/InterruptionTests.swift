import Glibc
import TestSupport
import Testing

/// Runs that are stopped on the way, politely or not, and resumed.
@Suite struct InterruptionTests {
  /// A run that trains long enough to be stopped while it does.
  private struct LongRun {
    static let options = ["--set", "train.steps=300"]
    static let straight = Result { () throws -> (digest: String, seconds: Double) in
      let folder = TemporaryFolder()
      let start = clock()
      _ = try Command.sluice(QuickRun.arguments(into: folder.path + "/run") + options)
      let seconds = clock() - start
      return (try QuickRun.digest(of: folder.path + "/run"), seconds)
    }

    private static func clock() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
  }

  private let folder = TemporaryFolder()
  private var run: String { folder.path + "/run" }

  private func start() throws -> RunningCommand {
    try RunningCommand(Command.path, QuickRun.arguments(into: run) + LongRun.options)
  }

  /// Waits until a file of the run is there, or the process has ended.
  private func wait(for name: String, of process: RunningCommand) {
    while access(run + "/" + name, F_OK) != 0, process.isRunning { usleep(500) }
  }

  private func expectSameAfterResuming() throws {
    let resumed = try Command.sluice(["resume", run, "--quiet"])
    #expect(resumed.status == 2, "\(resumed.errors)")
    let digest = try QuickRun.digest(of: run)
    #expect(digest != "")
    #expect(try digest == LongRun.straight.get().digest)
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func `a signal ends a run with its status and leaves it resumable`(
    signal: Int32, status: Int32
  ) throws {
    let process = try start()
    wait(for: "done/mix/0.json", of: process)
    process.send(signal)
    let ended = process.wait()
    #expect(ended.status == status)
    #expect(ended.errors.contains("interrupted; continue with: sluice resume \(run)"))
    let state = try Command.sluice(["status", run])
    #expect(state.status == 0)
    #expect(state.output.contains("not complete"))
    #expect(try Command.sluice(["verify", run]).status == 1)
    try expectSameAfterResuming()
  }

  @Test(arguments: UInt64(1)...3)
  func `a run killed twice at random moments ends in the same bytes`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let seconds = try LongRun.straight.get().seconds
    for _ in 0..<2 {
      let process = try start()
      usleep(UInt32(Double.random(in: 0..<seconds, using: &random) * 1e6))
      process.send(SIGKILL)
      _ = process.wait()
    }
    // Killed before its plan was written, there is nothing to resume.
    if access(run + "/plan.json", F_OK) != 0 {
      _ = try Command.sluice(QuickRun.arguments(into: run) + LongRun.options)
    }
    try expectSameAfterResuming()
  }

  @Test(arguments: ["done/documents-1/0.json", "done/mix/0.json", "data/train/losses.jsonl"])
  func `a run killed in a certain phase ends in the same bytes`(file: String) throws {
    let process = try start()
    wait(for: file, of: process)
    process.send(SIGKILL)
    #expect(process.wait().status == 137)
    try expectSameAfterResuming()
  }

  @Test func `a run in progress is not shared with a second process`() throws {
    let process = try start()
    wait(for: "done/mix/0.json", of: process)
    let second = try Command.sluice(["resume", run, "--quiet"])
    #expect(process.isRunning)
    #expect(second.status == 75)
    #expect(second.errors.contains("is being worked on by another process"))
    process.send(SIGTERM)
    #expect(process.wait().status == 143)
  }
}
