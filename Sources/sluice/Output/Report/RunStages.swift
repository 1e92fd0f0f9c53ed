import FoundationEssentials
import Glibc
import Pipelines
import Shards

/// What a finished run says of itself: its plan, stages, inputs and counters, without its inputs' files.
struct RunStages {
  let run: RunFolder
  let plan: Plan
  let report: RunReport
  let inputs: [InputShard]
  let stages: [StageInstance]
  private let sources: [String: SourceSettings]

  /// - Throws: with status 75 for a run that has not finished, 1 for one that is damaged.
  init(_ run: RunFolder) throws {
    self.run = run
    plan = try Plan.read(run.plan)
    guard access(run.report, R_OK) == 0 else {
      throw CommandError(
        "the run is not finished, so there is nothing to report yet; continue with: sluice resume "
          + run.path, status: .tryAgain)
    }
    do {
      report = try JSONDecoder().decode(RunReport.self, from: Data(try readFile(run.report)))
    } catch let error as DecodingError {
      throw FileError(
        path: run.report, operation: "read the report",
        reason: "it is damaged (\(error)); 'sluice resume \(run.path)' writes it again")
    }
    guard report.fingerprint == plan.fingerprint else {
      throw FileError(
        path: run.report, operation: "read the report",
        reason: "it is of another plan (\(report.fingerprint), expected \(plan.fingerprint)); "
          + "'sluice resume \(run.path)' writes it again")
    }
    inputs = try PipelineLoader.readListing(run)
    let file = try PipelineFile(plan.config.value, sectionNames: PipelineLoader.sectionNames)
    sources = Dictionary(
      file.sources.map { ($0.name, $0.settings) }, uniquingKeysWith: { first, _ in first })
    stages = try StageCatalogue.instances(file)
  }

  /// The field that holds the text in the records of an input.
  func textField(of shard: InputShard) -> String {
    sources[shard.source]?.textField ?? ReadingSettings().textField
  }
}
