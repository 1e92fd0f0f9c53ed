import Glibc
import Pipelines
import Synchronization

/// Shows a run's progress on standard error: one line that is rewritten on a terminal, else a plain line
/// at every phase and every 30 seconds.
final class ProgressLine: Sendable {
  private let progress: Progress
  private let isQuiet: Bool
  private let state = Mutex<State>(State())

  private struct State {
    var isStopped = false
    var phase = ""
    var phaseStart = 0.0
    var lastLine = 0.0
    var shownWidth = 0
  }

  init(_ progress: Progress, isQuiet: Bool) {
    self.progress = progress
    self.isQuiet = isQuiet
  }

  /// Shows progress while `body` runs.
  func showing<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard !isQuiet else { return try body() }
    let thread = startThread()
    defer {
      state.withLock { $0.isStopped = true }
      pthread_join(thread, nil)
    }
    return try body()
  }

  private func startThread() -> pthread_t {
    let box = Unmanaged.passRetained(self)
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<ProgressLine>.fromOpaque(argument).takeRetainedValue().loop()
        return nil
      }, box.toOpaque())
    return thread
  }

  private func loop() {
    while !state.withLock({ $0.isStopped }) {
      usleep(Terminal.errorIsTerminal ? 100_000 : 20_000)
      show()
    }
    show()
    if Terminal.errorIsTerminal { Terminal.progress("\r\u{1B}[K") }
  }

  private func show() {
    let snapshot = progress.snapshot
    guard !snapshot.phase.isEmpty else { return }
    let now = Self.now()
    state.withLock { state in
      let isNew = state.phase != snapshot.phase
      if isNew {
        state.phase = snapshot.phase
        state.phaseStart = now
      }
      let elapsed = now - state.phaseStart
      if Terminal.errorIsTerminal {
        Terminal.progress("\r\u{1B}[K" + Self.describe(snapshot, elapsed: elapsed))
      } else if isNew || now - state.lastLine >= 30 {
        Terminal.message(Self.describe(snapshot, elapsed: elapsed))
        state.lastLine = now
      }
    }
  }

  /// One line for a moment of a run.
  static func describe(_ snapshot: Progress.Snapshot, elapsed: Double) -> String {
    var text = "[\(snapshot.number)/\(snapshot.phases)] \(snapshot.phase)"
    if snapshot.tasks > 1 {
      text +=
        snapshot.finishedTasks == 0
        ? "  \(snapshot.tasks) tasks" : "  \(snapshot.finishedTasks)/\(snapshot.tasks) tasks"
    }
    if snapshot.documents > 0 { text += "  \(Numbers.grouped(snapshot.documents)) documents" }
    if elapsed > 0.5, snapshot.inputBytes > 0 {
      let rate = Double(snapshot.inputBytes) / elapsed
      text += "  \(Numbers.bytes(Int(rate)))/s"
      if snapshot.expectedBytes > snapshot.inputBytes {
        text +=
          "  \(Numbers.span(Double(snapshot.expectedBytes - snapshot.inputBytes) / rate)) left"
      }
    }
    if !snapshot.message.isEmpty { text += "  \(snapshot.message)" }
    return text
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
