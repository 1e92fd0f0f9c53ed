import ArgumentParser

/// `sluice contamination`: evaluation sets against a corpus.
struct ContaminationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contamination",
    abstract: "Looks for evaluation sets in a corpus.",
    discussion: """
      EXAMPLES
        sluice contamination check --benchmarks samples/benchmarks \\
          --corpus samples/web --method gpt3
        sluice contamination scan --benchmarks samples/benchmarks \\
          --corpus samples/web --method gpt3
        sluice contamination index --corpus samples/web --output web.index
        sluice contamination query --index web.index --benchmarks samples/benchmarks
      """,
    subcommands: [Check.self, Scan.self, Index.self, Query.self, Probe.self])
}
