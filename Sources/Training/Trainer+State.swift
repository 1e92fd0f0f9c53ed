import Glibc
import Model

extension Trainer {
  /// The state as it is now.
  private var state: TrainingState {
    TrainingState(
      progress: progress, updates: optimizer.updates, settings: settings,
      model: model.configuration,
      dataFingerprint: source.fingerprint,
      kernels: "\(Compute.instructionSet)/\(precision.rawValue)")
  }

  private var sections: [FloatStorage] { [model.parameters, optimizer.m, optimizer.v] }

  /// Saves the state, if there is a path for it: whole under its name, or not at all.
  public func saveState() throws {
    guard let statePath else { return }
    try TrainingStateFile.write(state, sections: sections, to: statePath)
  }

  /// Goes on from the saved state: weights, optimiser and counters are those of the moment it was saved.
  ///
  /// - Parameter acceptingOtherKernels: go on even where CPU or precision differ from those the state
  ///   was computed with; the outcome is as good, but no longer the bits of a straight run.
  /// - Returns: false when there is no saved state, and nothing has changed.
  /// - Throws: `TrainingError` for a damaged file, or one of another run; nothing has changed then.
  public func resume(acceptingOtherKernels: Bool = false) throws -> Bool {
    guard let statePath, access(statePath, F_OK) == 0 else { return false }
    let opened = try TrainingStateFile.open(statePath, sectionBytes: sections.map(\.bytes.count))
    try state.requireSameRun(
      as: opened.state, ignoringKernels: acceptingOtherKernels, path: statePath)
    try opened.read(into: sections)
    progress = opened.state.progress
    optimizer.updates = opened.state.updates
    return true
  }
}
