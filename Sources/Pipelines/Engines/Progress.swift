import Synchronization

/// Counts what running tasks have done, for whoever shows it.
public final class Progress: Sendable {
  private let documentCount = Atomic<Int>(0)
  private let inputByteCount = Atomic<Int>(0)
  private let finishedCount = Atomic<Int>(0)
  private let current = Mutex<State>(State())

  private struct State {
    var phase = ""
    var tasks = 0
    var number = 0
    var phases = 0
    var expectedBytes = 0
    var message = ""
  }

  /// What is known at one moment.
  public struct Snapshot: Sendable {
    public var phase: String
    /// Number of the phase, from 1, and of all phases.
    public var number: Int
    public var phases: Int
    public var tasks: Int
    public var finishedTasks: Int
    public var documents: Int
    public var inputBytes: Int
    /// Bytes of input the phase will read, 0 when unknown.
    public var expectedBytes: Int
    public var message: String
  }

  public init() {}

  func begin(
    phase: String, number: Int, of phases: Int, tasks: Int, finished: Int, expectedBytes: Int
  ) {
    documentCount.store(0, ordering: .relaxed)
    inputByteCount.store(0, ordering: .relaxed)
    finishedCount.store(finished, ordering: .relaxed)
    current.withLock {
      $0 = State(
        phase: phase, tasks: tasks, number: number, phases: phases, expectedBytes: expectedBytes)
    }
  }

  func advance(documents: Int, inputBytes: Int) {
    documentCount.add(documents, ordering: .relaxed)
    inputByteCount.add(inputBytes, ordering: .relaxed)
  }

  func finishTask() { finishedCount.add(1, ordering: .relaxed) }

  func note(_ message: String) { current.withLock { $0.message = message } }

  public var snapshot: Snapshot {
    let state = current.withLock { $0 }
    return Snapshot(
      phase: state.phase, number: state.number, phases: state.phases, tasks: state.tasks,
      finishedTasks: finishedCount.load(ordering: .relaxed),
      documents: documentCount.load(ordering: .relaxed),
      inputBytes: inputByteCount.load(ordering: .relaxed), expectedBytes: state.expectedBytes,
      message: state.message)
  }
}
