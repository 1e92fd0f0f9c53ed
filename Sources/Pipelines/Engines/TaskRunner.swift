import Glibc

/// Runs one task of a plan as any engine does: skip what is done, attempt, commit, log.
public struct TaskRunner: Sendable {
  let run: RunFolder
  let plan: Plan
  let bodies: [String: any PhaseBody]
  let memoryBytes: Int
  let threads: Int
  let cancellation: Cancellation
  let progress: Progress

  /// - `bodies`: what each phase does, by phase name.
  /// - `memoryBytes`: what one task may use.
  /// - `threads`: what one task may use.
  public init(
    run: RunFolder, plan: Plan, bodies: [String: any PhaseBody], memoryBytes: Int, threads: Int,
    cancellation: Cancellation, progress: Progress
  ) {
    self.run = run
    self.plan = plan
    self.bodies = bodies
    self.memoryBytes = memoryBytes
    self.threads = threads
    self.cancellation = cancellation
    self.progress = progress
  }

  /// Runs the task unless it is done, and returns its marker.
  public func run(_ phase: Phase, index: Int) throws -> Marker {
    if let marker = try finishedMarker(phase.name, index) { return marker }
    guard let body = bodies[phase.name] else {
      throw FileError(
        path: run.plan, operation: "run phase '\(phase.name)'",
        reason:
          "this program has no such phase; use the version that made the plan (\(plan.sluice))")
    }
    let attempt = try attemptFolder(phase.name, index)
    defer { removeTree(attempt) }
    let log = TaskLog(run.log(phase: phase.name, index: index))
    log.append("attempt \(attempt.split(separator: "/").last.map(String.init) ?? "")")
    let start = clock()
    let context = TaskContext(
      run: run, phase: phase, index: index, attempt: attempt, memoryBytes: memoryBytes,
      threads: threads, cancellation: cancellation, progress: progress)
    do {
      try body.run(context)
      try context.checkCancellation()
      let marker = try Commit(run: run, fingerprint: plan.fingerprint).publish(
        phase: phase.name, index: index, attempt: attempt, outputs: context.outputs,
        counters: context.tally, seconds: clock() - start)
      log.append("done")
      return marker
    } catch {
      log.append("failed: \(error)")
      throw error
    }
  }

  /// The marker of a finished task of this plan; nil when it has none.
  public func finishedMarker(_ phase: String, _ index: Int) throws -> Marker? {
    let path = run.marker(phase: phase, index: index)
    guard let marker = try Marker.read(path) else { return nil }
    guard marker.fingerprint == plan.fingerprint else {
      throw FileError(
        path: path, operation: "resume",
        reason: "it belongs to another plan (\(marker.fingerprint)); use a new run folder")
    }
    return marker
  }

  private func attemptFolder(_ phase: String, _ index: Int) throws -> String {
    let random = UInt64.random(in: .min ... .max)
    let path = "\(run.path)/tmp/\(phase).\(index).\(getpid())-\(String(random, radix: 36))"
    try makeFolder(path)
    return path
  }

  private func clock() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// The append-only log of a task.
private struct TaskLog {
  let path: String

  init(_ path: String) {
    self.path = path
  }

  func append(_ message: String) {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    var stamp = [CChar](repeating: 0, count: 32)
    strftime(&stamp, stamp.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    let text = stamp.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    guard let file = fopen(path, "ae") else { return }
    fputs("\(text) \(getpid()) \(message)\n", file)
    fclose(file)
  }
}
