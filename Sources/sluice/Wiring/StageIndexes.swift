import Deduplication
import Pipelines

/// The indexes of earlier documents that the stages of a pipeline keep.
struct StageIndexes {
  let stages: [IndexedStage]

  /// - Throws: `CommandError` when two stages name one folder.
  init(_ instances: [StageInstance]) throws {
    stages = instances.compactMap { IndexedStage($0) }
    var labels: [String: String] = [:]
    for stage in stages {
      guard let other = labels.updateValue(stage.label, forKey: absolutePath(stage.folder.path))
      else { continue }
      throw CommandError(
        "the stages \(other) and \(stage.label) both have the index '\(stage.folder.path)'; "
          + "give each a folder of its own", status: .usage)
    }
  }

  /// The phases that add to them what a run keeps.
  func phases(inputs: [InputShard], ranges: Int) -> [PlanCompiler.FurtherPhase] {
    stages.flatMap { $0.phases(inputs: inputs, ranges: ranges) }
  }

  /// Locks all of them for one run; `unlock` takes what it returns.
  func lock() throws -> [Int32] {
    var locks: [Int32] = []
    do {
      for stage in stages { locks.append(try stage.folder.lockForRun()) }
    } catch {
      Self.unlock(locks)
      throw error
    }
    return locks
  }

  static func unlock(_ locks: [Int32]) { locks.forEach(IndexFolder.unlock) }

  /// Fixes what the run reads of them, or checks that it can go on with it.
  func prepare(_ run: RunFolder, for compiled: PlanCompiler.Compiled, isNew: Bool) throws {
    for stage in stages {
      try stage.prepare(run, for: compiled.plan, inputs: compiled.inputs, isNew: isNew)
    }
  }

  /// Lets a run go without what they hold, for an estimate.
  func leaveOut(of run: RunFolder) throws {
    for stage in stages {
      try IndexSnapshot().write(toDataFolder: run.absolute(DataPaths.folder(stage.label)))
    }
  }
}

extension IndexError: ExitStatusProviding {
  var exitStatus: ExitStatus {
    switch kind {
    case .damaged: .failed
    case .notAnIndex, .otherSettings, .changed: .usage
    case .busy: .tryAgain
    }
  }
}
