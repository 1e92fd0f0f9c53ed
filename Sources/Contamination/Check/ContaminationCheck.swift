/// The evaluation side of contamination: which items of evaluation sets stand in a corpus.
///
/// The corpus stays as it is. Each worker scans documents with a scanner of its own; merged in shard
/// order, what they found gives the same report whatever the number of workers:
///
///     let check = try ContaminationCheck(of: sets, by: GPT3Overlap())
///     var scanner = check.makeScanner()
///     for document in corpus { scanner.scan(document) { document.reportedIdentity(in: shard) } }
///     let report = scanner.report()
public final class ContaminationCheck: Sendable {
  /// The sets, ready to be found.
  public let search: any BenchmarkSearch
  /// How many matches of an item are kept for the report; all are counted.
  public let maximumMatches: Int
  /// How overlap is judged.
  public let method: any ContaminationMethod
  /// The sets as they were given.
  public let sets: [BenchmarkSet]

  /// - Parameters:
  ///   - sets: the evaluation sets.
  ///   - method: how overlap is judged.
  ///   - tokens: the units of methods over tokens; see `ContaminationMethod.prepare`.
  ///   - maximumMatches: how many matches of an item the report names; 0 or more.
  /// - Throws: what `tokens` throws.
  public init(
    of sets: [BenchmarkSet], by method: any ContaminationMethod = GPT3Overlap(),
    tokens: (any TextUnits)? = nil, maximumMatches: Int = 20
  ) throws {
    precondition(maximumMatches >= 0, "maximumMatches: 0 or more")
    self.maximumMatches = maximumMatches
    self.sets = sets
    self.method = method
    search = try method.prepare(sets, tokens: tokens)
  }

  /// A scanner that has seen nothing.
  public func makeScanner() -> ContaminationScanner { ContaminationScanner(self) }

  /// Findings without any document.
  public func makeFindings() -> CorpusFindings {
    CorpusFindings(maximumMatches: maximumMatches, maximumDocuments: search.maximumDocuments)
  }

  /// The report on a corpus in which this was found.
  public func report(_ findings: CorpusFindings) -> ContaminationReport {
    let verdicts = search.judge(findings)
    return ContaminationReport(
      method: search.method, documents: findings.documents, bytes: findings.bytes,
      benchmarks: zip(sets, search.sets).map { own, set in
        let items = set.items.map { item in
          let matches = findings.matches(of: item)
          let text =
            matches.first.isEmpty ? [] : Array(own.items[item - set.items.lowerBound].text.utf8)
          return ContaminationReport.Item(
            index: item - set.items.lowerBound, verdict: verdicts[item].verdict,
            score: verdicts[item].score,
            classes: verdicts[item].classes.isEmpty ? nil : verdicts[item].classes,
            matchCount: matches.count,
            matches: matches.first.map { ContaminationReport.Match($0, in: text) })
        }
        let dirty = items.count { $0.verdict == .dirty }
        let clean = items.count { $0.verdict == .clean }
        return ContaminationReport.Benchmark(
          name: set.name, wordsPerNGram: set.unitsPerNGram, dirty: dirty, clean: clean,
          untestable: items.count { $0.verdict == .untestable },
          empty: set.items.count { search.untestable($0) == .empty },
          isContaminated: search.maximumDirtyItemShare.map {
            Double(dirty) > $0 * Double(dirty + clean)
          }, items: items)
      })
  }
}
