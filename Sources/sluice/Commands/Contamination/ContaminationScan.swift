import ArgumentParser
import Contamination

extension ContaminationCommand {
  /// `sluice contamination scan`: flags by document.
  struct Scan: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints a JSON line for every document that holds evaluation items.",
      discussion: """
        Lines are {"id","benchmark","item","score"}. A method that ignores what stands in many documents
        (gpt3) reads the corpus twice.

        EXAMPLES
          sluice contamination scan --benchmarks samples/benchmarks \\
            --corpus samples/web
        """)

    @OptionGroup var sets: BenchmarkOptions
    @OptionGroup var method: MethodOptions
    @OptionGroup var corpus: CorpusOptions

    func run() throws {
      let check = try method.check(of: try sets.load())
      var ignored: Set<UInt32> = []
      if check.search.maximumDocuments != nil {
        ignored = Set(try corpus.scan(check, isSilent: true).findings.ignoredElements)
      }
      let skipped = try corpus.scan(
        check, ignoring: ignored,
        flagged: { flags in
          for flag in flags { try Terminal.json(flag) }
        }
      ).skipped
      if skipped > 0 { throw ExitCode(ExitStatus.finishedWithSkips.rawValue) }
    }
  }
}
