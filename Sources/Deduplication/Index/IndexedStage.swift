package import Pipelines

/// A stage of a pipeline that keeps an index of its documents: what a run does for it besides the stage's
/// own phases.
///
/// Three phases come behind the passes over the documents: `<stage>-index-bands`, a task for each range of
/// keys, and `<stage>-index-tables`, one for each input, write what the run adds; `<stage>-index-add` puts
/// it into the index.
package struct IndexedStage: Sendable {
  package let label: String
  package let folder: IndexFolder
  package let settings: KeySettings

  /// Nil for a stage without an index.
  package init?(_ instance: StageInstance) {
    guard let settings = instance.settings as? MinHashSettings, let path = settings.index else {
      return nil
    }
    label = instance.label
    folder = IndexFolder(path)
    self.settings = KeySettings(settings)
  }

  /// Fixes which generations a run reads, before its first task, or checks that it can go on with them.
  ///
  /// - Parameters:
  ///   - run: its folder.
  ///   - plan: its plan.
  ///   - inputs: its inputs.
  ///   - isNew: whether the run has no plan yet.
  /// - Throws: `IndexError`.
  package func prepare(
    _ run: RunFolder, for plan: Plan, inputs: [InputShard], isNew: Bool
  ) throws {
    let own = try IndexedRun(plan, inputs: inputs)
    let data = run.absolute(DataPaths.folder(label))
    if isNew {
      try folder.snapshot(for: own, settings).write(toDataFolder: data)
    } else {
      let marker = try Marker.read(run.marker(phase: phase("add"), index: 0))
      try folder.check(
        IndexSnapshot.read(fromDataFolder: data), for: own, settings, hasAdded: marker != nil)
    }
  }

  /// Name of one of the phases: `bands`, `tables` or `add`.
  func phase(_ name: String) -> String { "\(label)-index-\(name)" }

  /// The phases that write the run's generation and add it to the index.
  package func phases(inputs: [InputShard], ranges: Int) -> [PlanCompiler.FurtherPhase] {
    let part = IndexPart(stage: self, inputs: inputs, ranges: ranges)
    var add = Phase(name: phase("add"), tasks: 1, after: [], kind: .reduce)
    add.releases = [part.dataFolder]
    return [
      .init(
        Phase(name: phase("bands"), tasks: ranges, after: [], kind: .group),
        BandsBody(part: part)),
      .init(
        Phase(name: phase("tables"), tasks: inputs.count, after: [], kind: .map),
        TablesBody(part: part)),
      .init(add, AddBody(part: part)),
    ]
  }
}
