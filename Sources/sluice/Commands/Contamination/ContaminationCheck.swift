import ArgumentParser
import Contamination

extension ContaminationCommand {
  /// `sluice contamination check`: the report by item.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reports for every evaluation item whether the corpus holds it.",
      discussion: """
        Every check proves its own recall: a sample of the items, verbatim and changed, is put into copies \
        of documents of the corpus and looked for. Sets are also checked against each other.

        --output writes report.json, report.html, which needs no other file and no network, and for each \
        set subsets/SET/dirty.jsonl, clean.jsonl, untestable.jsonl (its records) and items.jsonl (verdicts \
        at every level of strictness). Status 3 says that a set passed --fail-above.

        EXAMPLES
          sluice contamination check --benchmarks samples/benchmarks \\
            --corpus samples/web --json
          sluice contamination check --benchmarks samples/benchmarks \\
            --corpus samples/web --output runs/contamination
        """)

    @OptionGroup var sets: BenchmarkOptions
    @OptionGroup var method: MethodOptions
    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var further: AuditOptions

    @Flag(help: "Print one JSON object with every item and its matches.")
    var json = false

    @Option(help: "End with status 3 when a larger share of any set is dirty, 0 to 1.")
    var failAbove: Double?

    func validate() throws {
      if let failAbove, !(0...1).contains(failAbove) {
        throw ValidationError("--fail-above is \(failAbove); expected 0 to 1")
      }
    }

    func run() throws {
      let check = try method.check(of: try sets.load())
      let scores = try further.scores(of: check.sets)
      let paraphraser = try further.paraphraser()
      let scan = try corpus.scan(check, hosts: further.hosts)
      let audit = try further.audit(
        check, scan, units: method.units, scores: scores, paraphraser: paraphraser)
      if json { try Terminal.json(audit) } else { print(audit) }
      try further.write(audit, of: check.sets)
      if let failAbove {
        for set in audit.report.benchmarks
        where Double(set.dirty) > failAbove * Double(set.dirty + set.clean) {
          Terminal.message(
            "\(set.name): \(set.dirty) of \(set.dirty + set.clean) items are dirty, above the limit "
              + "of \(failAbove)")
          throw ExitCode(ExitStatus.limitPassed.rawValue)
        }
      }
      if scan.skipped > 0 { throw ExitCode(ExitStatus.finishedWithSkips.rawValue) }
    }

    private func print(_ audit: ContaminationAudit) {
      let text = ContaminationText(audit: audit)
      Terminal.line(text.headline)
      for line in TextReport.table(text.sets) { Terminal.line(line) }
      for set in audit.report.benchmarks {
        for item in set.items where item.verdict == .dirty {
          Terminal.line(
            "  \(set.name) item \(item.index + 1)  \(Numbers.fixed(100 * item.score, 0)) %  in "
              + item.matches.prefix(3).map(\.document).joined(separator: ", "))
        }
      }
      let parts = [
        text.dirtyLevels, text.recallBySet, text.recallByLength, text.scores, text.classes,
        text.overlaps,
      ]
      for part in parts where part.count > 1 {
        Terminal.line()
        for line in TextReport.table(part) { Terminal.line(line) }
      }
      if audit.ignored.count > 0 {
        Terminal.line()
        Terminal.line("\(Numbers.grouped(audit.ignored.count)) frequent n-grams ignored")
      }
    }
  }
}
