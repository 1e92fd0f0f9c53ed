import ArgumentParser
import Contamination
import Pipelines
import Shards

extension ContaminationCommand {
  /// `sluice contamination query`: evaluation sets against the index of a corpus.
  struct Query: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Checks evaluation sets against the index of a corpus, without reading all of it.",
      discussion: """
        The index names the documents that may hold an item; these are read from the
        corpus and judged by the method, as 'sluice contamination check' does it. The
        verdicts are the same for every item whose matches all share a run of as many
        words as the index guarantees; the others are counted as 'not guaranteed'. What
        a match must share, by method: gpt3 the set's N words (8 to 13), gpt2 and palm
        8, decon 5, sluice 5, or 3 for items under 13 words, dolma a paragraph, llama2,
        llama3 and tulu3 the words in 8 to 10 units, which may be marks. So with the
        default index (3 words) every item is guaranteed, but for those three methods
        where marks leave fewer words. gpt4 compares characters, and a tokenizer's
        tokens are not bound to words: for these there is only 'check'.

        --json prints the object of 'check', with "index" (what was asked), "candidates"
        (documents that were read) and "notGuaranteed" (item positions by set) beside
        it.

        EXAMPLES
          sluice contamination index --corpus samples/web --output web.index
          sluice contamination query --index web.index --benchmarks samples/benchmarks
        """)

    @Option(help: "Folder of the index.", completion: .directory)
    var index: String

    @OptionGroup var sets: BenchmarkOptions
    @OptionGroup var method: MethodOptions

    @Option(
      parsing: .upToNextOption,
      help: "Where the shards of the corpus are now (default: where they were indexed).")
    var corpus: [String] = []

    @Option(help: "Shards that are read at the same time (default: the number of processor cores).")
    var workers: Int?

    @Flag(help: "Print one JSON object with every item and its matches.")
    var json = false

    @Option(help: "End with status 3 when a larger share of any set is dirty, 0 to 1.")
    var failAbove: Double?

    func validate() throws {
      if let workers, workers < 1 {
        throw ValidationError("--workers is \(workers); expected at least 1")
      }
    }

    func run() throws {
      let report = try ask()
      if json { try Terminal.json(report) } else { report.print() }
      if let failAbove { try report.check(failAbove) }
    }

    private func ask() throws -> IndexQueryReport {
      let opened = try CorpusIndex(opening: index)
      let check = try method.check(of: try sets.load())
      let runs = try IndexedItems(
        check.search, guaranteed: opened.manifest.settings.guaranteedWords)
      let places = try Self.places(corpus)
      for shard in opened.manifest.shards {
        try SelectedDocuments.checkSize(of: shard.input, at: places[shard.input.contentSample])
      }
      let candidates = try opened.candidates(for: runs.runs)
      var findings = check.makeFindings()
      let reading = ReadingSettings(textField: opened.manifest.textField)
      let byShard = Dictionary(
        uniqueKeysWithValues: candidates.map { ($0.shard.ordinal, $0) })
      try OrderedShards.forEach(candidates.map(\.shard), workers: workers) { shard in
        var scanner = check.makeScanner()
        guard var part = byShard[shard.ordinal] else { return scanner.findings }
        part.shard.path = places[shard.contentSample] ?? shard.path
        try SelectedDocuments(candidates: part, reading: reading).forEach { document in
          scanner.scan(document) { document.reportedIdentity(in: shard) }
        }
        return scanner.findings
      } consume: {
        findings.merge($0)
      }
      var report = check.report(findings)
      report.documents = opened.manifest.documents
      report.bytes = opened.manifest.textBytes
      return IndexQueryReport(
        index: IndexSummary(opened.manifest),
        candidates: candidates.reduce(0) { $0 + $1.records.count },
        notGuaranteed: runs.notGuaranteed, report: report)
    }

    /// The paths of moved shards by their content.
    private static func places(_ patterns: [String]) throws -> [String: String] {
      guard !patterns.isEmpty else { return [:] }
      let shards = try InputOptions.shards(patterns, source: "corpus")
      return Dictionary(
        shards.map { ($0.contentSample, $0.path) }, uniquingKeysWith: { first, _ in first })
    }
  }
}

/// The items of a search as an index is asked about them.
private struct IndexedItems {
  private(set) var runs: [SharedRun] = []
  /// Positions of the items, by set, whose matches may share fewer words than the index guarantees.
  private(set) var notGuaranteed: [String: [Int]] = [:]

  /// - Throws: `CommandError` for a method that an index cannot answer for.
  init(_ search: any BenchmarkSearch, guaranteed: Int) throws {
    guard let byItem = (search as? any IndexedSearch)?.sharedRuns() else {
      throw CommandError(
        "--method: error: what '\(search.method)' compares (characters, or the tokens of a tokenizer) "
          + "is not bound to words, which the index has; use 'sluice contamination check'",
        status: .usage)
    }
    for (item, own) in byItem.enumerated() {
      runs += own
      guard own.contains(where: { $0.count < guaranteed }) else { continue }
      let (set, position) = search.locate(item)
      notGuaranteed[search.sets[set].name, default: []].append(position)
    }
  }
}

/// What was found by way of an index: the report of a check, and how it came about.
private struct IndexQueryReport: Encodable {
  var index: IndexSummary
  /// Documents that were read.
  var candidates: Int
  var notGuaranteed: [String: [Int]]
  var report: ContaminationReport

  private enum Keys: CodingKey {
    case index, candidates, notGuaranteed
  }

  func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(index, forKey: .index)
    try container.encode(candidates, forKey: .candidates)
    try container.encode(notGuaranteed, forKey: .notGuaranteed)
  }

  func print() {
    Terminal.line(
      "\(Numbers.grouped(report.documents)) documents, \(Numbers.bytes(report.bytes)), of which "
        + "\(Numbers.grouped(candidates)) were read, method \(report.method)")
    let rows =
      [["set", "items", "dirty", "clean", "untestable", "not guaranteed"]]
      + report.benchmarks.map {
        [
          $0.name, "\($0.items.count)",
          "\($0.dirty) = \(Numbers.percent($0.dirty, of: $0.items.count))", "\($0.clean)",
          "\($0.untestable)", "\(notGuaranteed[$0.name]?.count ?? 0)",
        ]
      }
    for line in TextReport.table(rows) { Terminal.line(line) }
    for set in report.benchmarks {
      for item in set.items where item.verdict == .dirty {
        Terminal.line(
          "  \(set.name) item \(item.index + 1)  \(Numbers.fixed(100 * item.score, 0)) %  in "
            + item.matches.prefix(3).map(\.document).joined(separator: ", "))
      }
    }
  }

  /// Ends the command when more of a set is dirty than the user wants.
  func check(_ failAbove: Double) throws {
    for set in report.benchmarks
    where Double(set.dirty) > failAbove * Double(set.dirty + set.clean) {
      Terminal.message(
        "\(set.name): \(set.dirty) of \(set.dirty + set.clean) items are dirty, above the limit of "
          + "\(failAbove)")
      throw ExitCode(ExitStatus.limitPassed.rawValue)
    }
  }
}
