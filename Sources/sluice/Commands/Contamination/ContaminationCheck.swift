import ArgumentParser
import Contamination

extension ContaminationCommand {
  /// `sluice contamination check`: the report by item.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reports for every evaluation item whether the corpus holds it.",
      discussion: """
        EXAMPLES
          sluice contamination check --benchmarks samples/benchmarks \\
            --corpus samples/web --json
        """)

    @OptionGroup var sets: BenchmarkOptions
    @OptionGroup var method: MethodOptions
    @OptionGroup var corpus: CorpusOptions

    @Flag(help: "Print one JSON object with every item and its matches.")
    var json = false

    @Option(help: "End with status 3 when a larger share of any set is dirty, 0 to 1.")
    var failAbove: Double?

    func run() throws {
      let check = try method.check(of: try sets.load())
      let (findings, skipped) = try corpus.scan(check)
      let report = check.report(findings)
      if json { try Terminal.json(report) } else { print(report) }
      if let failAbove {
        for set in report.benchmarks
        where Double(set.dirty) > failAbove * Double(set.dirty + set.clean) {
          Terminal.message(
            "\(set.name): \(set.dirty) of \(set.dirty + set.clean) items are dirty, above the limit "
              + "of \(failAbove)")
          throw ExitCode(ExitStatus.limitPassed.rawValue)
        }
      }
      if skipped > 0 { throw ExitCode(ExitStatus.finishedWithSkips.rawValue) }
    }

    private func print(_ report: ContaminationReport) {
      Terminal.line(
        "\(Numbers.grouped(report.documents)) documents, \(Numbers.bytes(report.bytes)), "
          + "method \(report.method)")
      let rows =
        [["set", "N", "items", "dirty", "clean", "untestable", "empty"]]
        + report.benchmarks.map {
          [
            $0.name, $0.wordsPerNGram.map { "\($0)" } ?? "", "\($0.items.count)",
            "\($0.dirty) = \(Numbers.percent($0.dirty, of: $0.items.count))", "\($0.clean)",
            "\($0.untestable)", "\($0.empty)",
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
  }
}
