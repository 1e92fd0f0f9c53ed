import ArgumentParser
import Contamination
import Instruct
import Pipelines
import Shards

/// What a check adds to its verdicts: proof of recall, scores, files.
struct AuditOptions: ParsableArguments {
  @Option(
    help: "Items of each set that are put into documents to see whether they are found; 0 for none."
  )
  var recallItems = 50

  @Flag(inversion: .prefixedNo, help: "Check the sets against each other.")
  var overlap = true

  @Option(help: "Seed of every draw: recall and confidence intervals.")
  var seed: UInt64 = 1

  @Option(
    parsing: .upToNextOption,
    help:
      "Scores of a model, an item each, as JSON lines or CSV of benchmark, item, score: compared between dirty and clean items."
  )
  var results: [String] = []

  @Option(
    help: "A checkpoint folder whose model paraphrases items for the proof of recall.",
    completion: .directory)
  var checkpoint: String?

  @Option(help: "An OpenAI-compatible server that does so instead.")
  var server: String?

  @Option(
    name: [.short, .long],
    help: "Folder for report.json, report.html and the subsets of dirty and clean items.",
    completion: .directory)
  var output: String?

  func validate() throws {
    guard recallItems >= 0 else {
      throw ValidationError("--recall-items is \(recallItems); expected 0 or more")
    }
    guard checkpoint == nil || server == nil else {
      throw ValidationError("name one of --checkpoint and --server")
    }
  }

  private var proof: RecallProof? {
    recallItems == 0 ? nil : RecallProof(itemsPerSet: recallItems, seed: seed)
  }

  /// The sample of hosts that the corpus has to fill; nil without a proof of recall.
  var hosts: HostSample? { proof?.makeHostSample() }

  /// The scores the results files hold; nil without any.
  func scores(of sets: [BenchmarkSet]) throws -> ItemScores? {
    guard !results.isEmpty else { return nil }
    do {
      return try ItemScores(results, of: sets, from: FileSideInputs())
    } catch let error as ListingError {
      throw CommandError("--results: error: \(error)", status: .usage)
    } catch let error as ScoreError {
      throw CommandError("\(error)", status: .usage)
    } catch let error as BenchmarkError {
      throw CommandError("\(error)", status: .usage)
    }
  }

  /// The paraphraser, ready to be asked; nil where no model is named.
  func paraphraser() throws -> (any ItemParaphraser)? {
    if let checkpoint {
      try requireReadable(checkpoint + "/config.json", "--checkpoint")
      let sampling = try TextSampling(checkpoint: checkpoint)
      return try ModelParaphraser(BundledModelGenerator(sampling, name: checkpoint))
    }
    guard let server else { return nil }
    let generator: HTTPGenerator
    do {
      generator = try HTTPGenerator(settings: HTTPGeneratorSettings(address: server))
    } catch {
      throw CommandError(
        "--server is \(error.found); expected \(error.expected)", status: .usage)
    }
    return try ModelParaphraser(generator)
  }

  /// Puts together what a check found with all that is added to it.
  func audit(
    _ check: ContaminationCheck, _ scan: CorpusScan, units: String, scores: ItemScores?,
    paraphraser: (any ItemParaphraser)?
  ) throws -> ContaminationAudit {
    let recall = try proof.map { proof in
      try proof.run(
        check.search, sets: check.sets, hosts: scan.hosts ?? proof.makeHostSample(),
        ignoring: Set(scan.findings.ignoredElements), paraphraser: paraphraser)
    }
    let fingerprint = try ContaminationFingerprint(
      of: check,
      corpus: scan.shards.map {
        ContaminationFingerprint.File(path: $0.path, bytes: $0.bytes, hash: $0.contentSample)
      }, units: units, seed: seed, recallItems: recallItems, version: PipelineLoader.version)
    return ContaminationAudit(
      of: check, findings: scan.findings, recall: recall, scores: scores, findsOverlaps: overlap,
      fingerprint: fingerprint)
  }

  /// Writes report.json, report.html and the subsets below the output folder, where one is named.
  func write(_ audit: ContaminationAudit, of sets: [BenchmarkSet]) throws {
    guard let output else { return }
    let verdicts = audit.report.benchmarks.flatMap { set in
      set.items.map { ItemVerdict($0.verdict, score: $0.score) }
    }
    let subsets = SubsetFiles(sets, verdicts: verdicts, levels: StrictnessLevel.all)
    for file in subsets.files {
      try writeFileAtomically(file.bytes, to: "\(output)/subsets/\(file.name)")
    }
    try writeFileAtomically(try Terminal.jsonBytes(audit), to: "\(output)/report.json")
    try writeFileAtomically(
      HTMLContamination(audit: audit, sets: sets).bytes, to: "\(output)/report.html")
    Terminal.message("\(output)/report.html")
  }
}
