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
  ///   - hosts: a sample that documents are considered for.
  ///   - flagged: called with the flags of each shard, in shard order.
  /// - Returns: what was found, and how many records were left out.
  /// - Throws: a usage error for a corpus that cannot be listed, and what reading it throws.
  func scan(
    _ check: ContaminationCheck, ignoring ignored: Set<UInt32> = [], isSilent: Bool = false,
    hosts: HostSample? = nil, flagged: ([ContaminationFlag]) throws -> Void = { _ in }
  ) throws -> CorpusScan {
    let shards = try shards()
    var hosts = hosts
    let noHosts = hosts
    var findings = check.makeFindings()
    var skipped = 0
    let reading = reading
    try OrderedShards.forEach(shards, workers: workers) { shard in
      var scanner = check.makeScanner()
      var flags: [ContaminationFlag] = []
      var hosts = noHosts
      let problems = try InputOptions.forEachDocument(of: shard, reading: reading) {
        let document = $0
        hosts?.consider(document.text, named: shard.printedIdentity(record: document.id.record))
        flags += scanner.scan(document, ignoring: ignored) { document.reportedIdentity(in: shard) }
      }
      return ShardResult(findings: scanner.findings, flags: flags, hosts: hosts, problems: problems)
    } consume: { result in
      findings.merge(result.findings)
      if let seen = result.hosts { hosts?.merge(seen) }
      if !isSilent { result.problems.report() }
      skipped += result.problems.count
      try flagged(result.flags)
    }
    return CorpusScan(findings: findings, hosts: hosts, shards: shards, skipped: skipped)
  }

  /// What was found in one shard.
  private struct ShardResult: Sendable {
    var findings: CorpusFindings
    var flags: [ContaminationFlag]
    var hosts: HostSample?
    var problems: SkippedRecords
  }
}

/// What the search of a whole corpus gave.
struct CorpusScan {
  var findings: CorpusFindings
  /// The sample, where one was asked for.
  var hosts: HostSample?
  /// The shards in corpus order.
  var shards: [InputShard]
  /// Records that were left out.
  var skipped: Int
}
