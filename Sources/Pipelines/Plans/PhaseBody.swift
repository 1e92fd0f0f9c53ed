/// What the tasks of a phase do; a plan knows phases by name, the program knows their bodies.
public protocol PhaseBody: Sendable {
  /// Runs one task: reads declared inputs, registers and writes outputs, counts.
  func run(_ task: TaskContext) throws
}

/// What one attempt at a task is given.
public final class TaskContext {
  public let run: RunFolder
  public let phase: Phase
  public let index: Int
  /// Bytes of memory this task may use for buffers and sorting.
  public let memoryBytes: Int
  /// Threads this task may use.
  public let threads: Int
  /// Counters that go into the marker.
  public var tally = Tally()
  let attempt: String
  private(set) var outputs: [String] = []
  /// Tells worker threads of the task whether the run was asked to stop.
  public let cancellation: Cancellation
  private let progress: Progress

  init(
    run: RunFolder, phase: Phase, index: Int, attempt: String, memoryBytes: Int, threads: Int,
    cancellation: Cancellation, progress: Progress
  ) {
    self.run = run
    self.phase = phase
    self.index = index
    self.attempt = attempt
    self.memoryBytes = memoryBytes
    self.threads = threads
    self.cancellation = cancellation
    self.progress = progress
  }

  /// Registers an output and returns the path to write it at until the task commits.
  ///
  /// `path`: final path relative to the run folder.
  public func output(_ path: String) throws -> String {
    if !outputs.contains(path) { outputs.append(path) }
    let temporary = attempt + "/" + path
    try makeParentFolder(of: temporary)
    return temporary
  }

  /// A path for a file that is removed with the attempt.
  public func scratch(_ name: String) throws -> String {
    let path = attempt + "/scratch/" + name
    try makeParentFolder(of: path)
    return path
  }

  /// Throws `Cancelled` when the run was asked to stop; called every batch or step.
  public func checkCancellation() throws {
    if cancellation.isRequested { throw Cancelled() }
  }

  /// Whether the run was asked to stop.
  public var isCancelled: Bool { cancellation.isRequested }

  /// Reports work done since the last call.
  public func advance(documents: Int = 0, inputBytes: Int = 0) {
    progress.advance(documents: documents, inputBytes: inputBytes)
  }

  /// Shows what a long task is doing, such as `step 120 of 300, loss 4.2`.
  public func note(_ message: String) { progress.note(message) }
}

/// The run was asked to stop; what is finished stays, the rest is done by `resume`.
public struct Cancelled: Error, CustomStringConvertible {
  public init() {}
  public var description: String { "interrupted" }
}
