import Glibc
import Pipelines

/// What the passes over the documents of a run will take, measured on a sample of its inputs.
///
/// A sample of up to 64 MB runs through the stages of the plan in a temporary folder, on one worker; its
/// processor time and its files are scaled to all inputs. What is not proportional to the inputs is
/// not seen by it: the pairs of near duplicates, of which a sample has fewer, and phases behind the
/// stages.
struct PlanEstimate: Encodable {
  /// What a phase writes and its tasks' share of the time.
  struct PhasePart: Encodable {
    var phase: String
    var cpuSeconds: Double
    var bytes: Int
  }

  /// Documents in the inputs.
  var documents: Int
  /// Bytes of the inputs' records, after decompression.
  var recordBytes: Int
  /// Processor time of all tasks, seconds of one core.
  var cpuSeconds: Double
  /// Bytes on disk when the run holds most.
  var diskBytes: Int
  var phases: [PhasePart]

  /// Measures and scales; nil where the inputs hold no document, or the stages refuse the sample.
  static func measure(_ compiled: PlanCompiler.Compiled) throws -> PlanEstimate? {
    guard !compiled.inputs.isEmpty, !compiled.stages.isEmpty else { return nil }
    let folder = try makeTemporaryFolder(prefix: "sluice-plan")
    defer { removeTree(folder) }
    let file = try PipelineFile(
      compiled.plan.config.value, sectionNames: PipelineLoader.sectionNames)
    let sample = try InputSample(
      of: compiled.inputs,
      sources: Dictionary(
        file.sources.map { ($0.name, $0.settings) }, uniquingKeysWith: { first, _ in first }),
      in: folder)
    guard sample.documents > 0 else { return nil }
    let stages = try PipelineLoader.compileStages(of: compiled.plan, inputs: sample.shards)
    let run = RunFolder(folder + "/run")
    try run.create()
    try StageIndexes(stages.stages).leaveOut(of: run)
    let runner = TaskRunner(
      run: run, plan: stages.plan, bodies: stages.bodies, memoryBytes: 256 << 20, threads: 1,
      cancellation: programCancellation, progress: Progress())
    let before = processorSeconds()
    let markers: [String: [Marker]]
    do {
      markers = try LocalEngine(runner: runner, workers: 1).run()
    } catch is LocalEngine.Failure {
      return nil
    }
    return PlanEstimate(
      sample, stages.plan, markers, cpuSeconds: processorSeconds() - before)
  }

  private init(
    _ sample: InputSample, _ plan: Plan, _ markers: [String: [Marker]], cpuSeconds: Double
  ) {
    let scale = sample.scale
    documents = Int(Double(sample.documents) * scale)
    recordBytes = Int(sample.inputBytes)
    self.cpuSeconds = cpuSeconds * scale
    let elapsed = markers.values.joined().reduce(0) { $0 + $1.seconds }
    var held = 0
    var most = 0
    phases = []
    for phase in plan.phases {
      let tasks = markers[phase.name] ?? []
      let bytes = tasks.flatMap(\.outputs).reduce(0) { $0 + $1.bytes }
      let seconds = tasks.reduce(0) { $0 + $1.seconds }
      held += bytes
      most = max(most, held)
      for folder in phase.releases {
        let released = markers.values.joined().flatMap(\.outputs)
          .filter { $0.path.hasPrefix(folder + "/") }
        held -= released.reduce(0) { $0 + $1.bytes }
      }
      phases.append(
        PhasePart(
          phase: phase.name, cpuSeconds: cpuSeconds * scale * seconds / max(elapsed, 1e-9),
          bytes: Int(Double(bytes) * scale)))
    }
    diskBytes = Int(Double(most) * scale)
  }

  /// The estimate as text for a terminal.
  var lines: [String] {
    let rows =
      [["phase", "processor time", "writes"]]
      + phases.map { [$0.phase, Numbers.span($0.cpuSeconds), Numbers.bytes($0.bytes)] }
    return [
      "estimate, by a run over a sample: \(Numbers.grouped(documents)) documents, "
        + "\(Numbers.bytes(recordBytes)) of records, \(Numbers.span(cpuSeconds)) of one core, "
        + "\(Numbers.bytes(diskBytes)) on disk at most"
    ] + TextReport.table(rows)
  }

  private static func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}
