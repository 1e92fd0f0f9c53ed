/// How the overlap of evaluation items with text is judged.
public enum ContaminationMethod: String, Codable, Sendable, CaseIterable {
  /// N-grams of 8 to 13 words; one is enough. See `GPT3Overlap`.
  case gpt3
}

/// The evaluation side of contamination: which items of evaluation sets stand in a corpus.
///
/// The corpus stays as it is. Each worker scans documents with a scanner of its own; merged in shard
/// order, the scanners give the same report whatever the number of workers:
///
///     let check = ContaminationCheck(of: sets, method: .gpt3)
///     var scanner = check.makeScanner()
///     for document in corpus { scanner.scan(document) { document.reportedIdentity(in: shard) } }
///     let report = scanner.report()
public final class ContaminationCheck: Sendable {
  /// The method in use.
  public let method: ContaminationMethod
  /// How many matches of an item are kept for the report; all are counted.
  public let maximumMatches: Int
  let benchmarks: IndexedBenchmarks

  /// - Parameters:
  ///   - sets: the evaluation sets.
  ///   - method: how overlap is judged, with its paper's constants.
  ///   - maximumMatches: how many matches of an item the report names; 0 or more.
  public init(
    of sets: [BenchmarkSet], method: ContaminationMethod = .gpt3, maximumMatches: Int = 20
  ) {
    precondition(maximumMatches >= 0, "maximumMatches: 0 or more")
    self.method = method
    self.maximumMatches = maximumMatches
    switch method {
    case .gpt3: benchmarks = GPT3Overlap().index(sets)
    }
  }

  /// A scanner that has seen nothing.
  public func makeScanner() -> ContaminationScanner { ContaminationScanner(self) }
}
