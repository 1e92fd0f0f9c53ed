/// The resolve part of a corpus stage: one task per range of keys.
struct ResolveBody: PhaseBody {
  let position: Int
  let instance: StageInstance
  let inputs: [InputShard]
  let ranges: Int
  let provider: StageProvider

  func run(_ task: TaskContext) throws {
    let merge = try SidecarMerge(
      paths: observationPaths(instance, inputs, task.run),
      range: .partition(task.index, of: ranges), verifying: task.index == 0)
    try resolve(
      task, provider.stage(at: position), instance, inputs,
      into: DataPaths.range(instance.label, task.index)
    ) { stage, context, writer in
      try stage.resolve(merge, context: context, into: writer)
    }
  }
}

/// The reduce part of a corpus stage: one task over what the ranges wrote, or over all observations.
struct ReduceBody: PhaseBody {
  let position: Int
  let instance: StageInstance
  let inputs: [InputShard]
  let ranges: Int
  let provider: StageProvider

  func run(_ task: TaskContext) throws {
    let paths =
      instance.corpusFlow?.resolution == .reduce
      ? observationPaths(instance, inputs, task.run)
      : (0..<ranges).map { task.run.absolute(DataPaths.range(instance.label, $0)) }
    let merge = try SidecarMerge(paths: paths, range: .all, verifying: true)
    try resolve(
      task, provider.stage(at: position), instance, inputs, into: DataPaths.reduced(instance.label)
    ) { stage, context, writer in
      try stage.reduce(merge, context: context, into: writer)
    }
  }
}

private func observationPaths(
  _ instance: StageInstance, _ inputs: [InputShard], _ run: RunFolder
) -> [String] {
  inputs.map { run.absolute(DataPaths.observations(instance.label, input: $0.ordinal)) }
}

private func resolve(
  _ task: TaskContext, _ stage: any Stage, _ instance: StageInstance, _ inputs: [InputShard],
  into path: String, _ body: (any CorpusStage, ResolveContext, SidecarWriter) throws -> Void
) throws {
  guard let stage = stage as? any CorpusStage, let flow = instance.corpusFlow else {
    preconditionFailure("\(instance.label) is not a corpus stage")
  }
  let tables =
    try flow.hasTable
    ? DocumentTables(
      paths: inputs.map { task.run.absolute(DataPaths.table(instance.label, input: $0.ordinal)) })
    : nil
  let context = ResolveContext(inputs: inputs, tables: tables)
  let writer = SidecarWriter(
    creating: try task.output(path), bufferBytes: max(1 << 20, task.memoryBytes / 2))
  try body(stage, context, writer)
  try writer.finish()
  for entry in context.tally.sorted {
    task.tally.add("stage/\(instance.label)/\(entry.name)", entry.count)
  }
}
