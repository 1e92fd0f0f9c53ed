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
      """,
    subcommands: [Check.self, Scan.self])
}
