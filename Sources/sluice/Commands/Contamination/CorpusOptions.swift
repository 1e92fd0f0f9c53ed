import ArgumentParser
import Contamination
import Pipelines
import Shards

/// Which corpus a command searches, and on how many threads.
struct CorpusOptions: ParsableArguments {
  @Option(parsing: .upToNextOption, help: "The corpus: shards, folders or globs.")
  var corpus: [String]

  @Option(help: "Format of the corpus: jsonl, book, book-lines (default: from the file name).")
  var format: String?

  @Option(help: "Field that holds the text of the corpus.")
  var textField = "text"

  @Option(
    help: "Shards that are scanned at the same time (default: the number of processor cores).")
  var workers: Int?

  func validate() throws {
    if let workers, workers < 1 {
      throw ValidationError("--workers is \(workers); expected at least 1")
    }
  }

  /// The shards of the corpus in sorted order.
  func shards() throws -> [InputShard] {
    try InputOptions.shards(corpus, source: "corpus", format: format)
  }

  /// How its records are read.
  var reading: ReadingSettings { ReadingSettings(textField: textField) }

  /// Scans the corpus and merges in shard order.
  ///
  /// - Parameters:
  ///   - check: what to look for.
  ///   - ignored: elements that do not count for the flags.
  ///   - isSilent: whether records that are left out are not told, because another pass tells them.
  ///   - flagged: called with the flags of each shard, in shard order.
  /// - Returns: what was found, and how many records were left out.
  func scan(
    _ check: ContaminationCheck, ignoring ignored: Set<UInt32> = [], isSilent: Bool = false,
    flagged: ([ContaminationFlag]) throws -> Void = { _ in }
  ) throws -> (findings: CorpusFindings, skipped: Int) {
    let shards = try shards()
    var findings = check.makeFindings()
    var skipped = 0
    let reading = reading
    try OrderedShards.forEach(shards, workers: workers) { shard in
      var scanner = check.makeScanner()
      var flags: [ContaminationFlag] = []
      let problems = try InputOptions.forEachDocument(of: shard, reading: reading) {
        let document = $0
        flags += scanner.scan(document, ignoring: ignored) { document.reportedIdentity(in: shard) }
      }
      return ShardResult(findings: scanner.findings, flags: flags, problems: problems)
    } consume: { result in
      findings.merge(result.findings)
      if !isSilent { result.problems.report() }
      skipped += result.problems.count
      try flagged(result.flags)
    }
    return (findings, skipped)
  }

  /// What was found in one shard.
  private struct ShardResult: Sendable {
    var findings: CorpusFindings
    var flags: [ContaminationFlag]
    var problems: SkippedRecords
  }
}
