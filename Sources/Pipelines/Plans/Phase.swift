/// A group of independent tasks of one kind; phases run after the phases they name.
public struct Phase: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable {
    /// One task per input shard, or per output part.
    case map
    /// One task per range of keys.
    case group
    /// One task.
    case reduce
  }

  /// Unique in the plan; folder and file names of markers and logs use it.
  public var name: String
  /// Number of tasks, fixed when the plan is made.
  public var tasks: Int
  /// Phases that must be complete before this one starts.
  public var after: [String]
  public var kind: Kind
  /// Processor cores one task can use.
  public var cpus = 1
  /// Memory one task needs, megabytes.
  public var memoryMB = 512
  /// Minutes one task is expected to take at most.
  public var minutes = 60
  /// Node-local scratch space of one task, megabytes.
  public var scratchMB = 0
  /// How often a failed task is tried again.
  public var retries = 2
  /// Tasks that an engine may put into one job.
  public var batch = 1
  /// Folders, relative to the run, whose files nobody reads once this phase is complete.
  public var releases: [String] = []

  public init(name: String, tasks: Int, after: [String], kind: Kind) {
    self.name = name
    self.tasks = tasks
    self.after = after
    self.kind = kind
  }
}
