import Pipelines

/// What the phases of one index share: the stage, its inputs and its key ranges.
struct IndexPart {
  let stage: IndexedStage
  let inputs: [InputShard]
  let ranges: Int

  /// Where the generation lies until it is added, relative to the run.
  var dataFolder: String { DataPaths.folder(stage.label) + "/generation" }

  func snapshot(in run: RunFolder) throws -> IndexSnapshot {
    try IndexSnapshot.read(fromDataFolder: run.absolute(DataPaths.folder(stage.label)))
  }

  func writer(in run: RunFolder) throws -> GenerationWriter {
    let paths = DataPaths.decisions(
      stage.label, flow: MinHashDeduplication.flow, ranges: ranges)
    return GenerationWriter(
      decisions: paths.map(run.absolute), after: try snapshot(in: run))
  }
}

/// Writes the band keys of one range.
struct BandsBody: PhaseBody {
  let part: IndexPart

  func run(_ task: TaskContext) throws {
    try part.writer(in: task.run).writeBands(
      .partition(task.index, of: part.ranges),
      of: part.inputs.map {
        task.run.absolute(DataPaths.observations(part.stage.label, input: $0.ordinal))
      },
      to: task.output("\(part.dataFolder)/\(GenerationManifest.bands(task.index))"))
  }
}

/// Writes the sketches of one input.
struct TablesBody: PhaseBody {
  /// The counter of documents in the index's table.
  static let counter = "addedToIndex"
  let part: IndexPart

  func run(_ task: TaskContext) throws {
    let label = part.stage.label
    let count = try part.writer(in: task.run).writeTable(
      ofInput: part.inputs[task.index],
      of: task.run.absolute(DataPaths.table(label, input: task.index)),
      to: task.output("\(part.dataFolder)/\(GenerationManifest.table(task.index))"))
    task.tally.add("stage/\(label)/\(Self.counter)", count)
  }
}

/// Adds the generation to the index; the manifest stays with the run.
struct AddBody: PhaseBody {
  let part: IndexPart

  func run(_ task: TaskContext) throws {
    let plan = try Plan.read(task.run.plan)
    let (label, stage) = (part.stage.label, part.stage)
    var shards: [GenerationManifest.Shard] = []
    for input in part.inputs {
      let marker = try marker("tables", input.ordinal, in: task.run)
      shards.append(
        GenerationManifest.Shard(
          source: input.source, name: input.name,
          documents: marker.counters["stage/\(label)/\(TablesBody.counter)"],
          table: try output(of: marker, in: task.run)))
    }
    let bands = try (0..<part.ranges).map {
      try output(of: marker("bands", $0, in: task.run), in: task.run)
    }
    let manifest = GenerationManifest(shards: shards, bands: bands)
    let file = try FileWriter(
      creating: try task.output(DataPaths.folder(label) + "/\(GenerationManifest.name)"))
    try file.write(try manifest.encoded())
    try file.close()
    let generation = try stage.folder.publish(
      manifest, of: IndexedRun(plan, inputs: part.inputs), after: part.snapshot(in: task.run),
      settings: stage.settings, from: task.run.absolute(part.dataFolder))
    task.tally.add("stage/\(label)/indexGenerations", generation.number)
  }

  private func marker(_ phase: String, _ index: Int, in run: RunFolder) throws -> Marker {
    let path = run.marker(phase: part.stage.phase(phase), index: index)
    guard let marker = try Marker.read(path) else {
      throw FileError(path: path, operation: "read the marker", reason: "there is none")
    }
    return marker
  }

  private func output(of marker: Marker, in run: RunFolder) throws -> GenerationManifest.File {
    guard let output = marker.outputs.first, marker.outputs.count == 1 else {
      throw FileError(
        path: run.marker(phase: marker.phase, index: marker.index), operation: "read the marker",
        reason: "it names \(marker.outputs.count) outputs, not one; remove it and resume")
    }
    return GenerationManifest.File(bytes: output.bytes, hash: output.hash)
  }
}
