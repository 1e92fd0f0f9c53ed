import ArgumentParser
import Contamination
import Pipelines
import Shards

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

  /// What both sides need: sets, corpus, method.
  struct Options: ParsableArguments {
    @Option(parsing: .upToNextOption, help: "Evaluation sets: JSON lines files, folders or globs.")
    var benchmarks: [String]

    @Option(parsing: .upToNextOption, help: "The corpus: shards, folders or globs.")
    var corpus: [String]

    @Option(
      help: "How overlap is judged: gpt3.",
      transform: { text in
        guard let method = ContaminationMethod(rawValue: text) else {
          let known = ContaminationMethod.allCases.map(\.rawValue).joined(separator: ", ")
          throw ValidationError("expected one of \(known)")
        }
        return method
      })
    var method = ContaminationMethod.gpt3

    @Option(
      help: ArgumentHelp(
        "Fields of the sets' records (default: recognised), such as question=prompt,answer=target; "
          + "also choices and passage.", valueName: "part=field,…"))
    var fields: FieldNaming?

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

    /// Scans the corpus and merges in shard order.
    ///
    /// `flagged`: called with the flags of each shard, in shard order.
    func scan(_ flagged: ([ContaminationFlag]) throws -> Void) throws
      -> (scanner: ContaminationScanner, skipped: Int)
    {
      let sets = try benchmarkSets()
      let check = ContaminationCheck(of: sets, method: method)
      let shards = try InputOptions.shards(corpus, source: "corpus", format: format)
      var total = check.makeScanner()
      var skipped = 0
      let reading = ReadingSettings(textField: textField)
      try OrderedShards.forEach(shards, workers: workers) { shard in
        var scanner = check.makeScanner()
        var flags: [ContaminationFlag] = []
        let problems = try InputOptions.forEachDocument(of: shard, reading: reading) {
          let document = $0
          flags += scanner.scan(document) { document.reportedIdentity(in: shard) }
        }
        return ShardResult(scanner: scanner, flags: flags, problems: problems)
      } consume: { result in
        total.merge(result.scanner)
        result.problems.report()
        skipped += result.problems.count
        try flagged(result.flags)
      }
      return (total, skipped)
    }

    private func benchmarkSets() throws -> [BenchmarkSet] {
      do {
        return try BenchmarkSet.load(
          benchmarks, fields: fields?.fields ?? BenchmarkFields(), from: FileSideInputs())
      } catch let error as ListingError {
        throw CommandError("--benchmarks: error: \(error)", status: .usage)
      } catch let error as BenchmarkError {
        throw CommandError("\(error)", status: .usage)
      }
    }
  }

  /// The value of `--fields`: which fields of a set's records hold the parts of an item.
  struct FieldNaming: ExpressibleByArgument {
    var fields = BenchmarkFields()

    init?(argument: String) {
      for pair in argument.split(separator: ",") {
        let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "question": fields.question = parts[1]
        case "answer": fields.answer = parts[1]
        case "choices": fields.choices = parts[1]
        case "passage": fields.passage = parts[1]
        default: return nil
        }
      }
      guard fields.question != nil else { return nil }
    }
  }

  /// What was found in one shard.
  private struct ShardResult: Sendable {
    var scanner: ContaminationScanner
    var flags: [ContaminationFlag]
    var problems: SkippedRecords
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reports for every evaluation item whether the corpus holds it.",
      discussion: """
        EXAMPLES
          sluice contamination check --benchmarks samples/benchmarks \\
            --corpus samples/web --json
        """)

    @OptionGroup var options: Options

    @Flag(help: "Print one JSON object with every item and its matches.")
    var json = false

    @Option(help: "End with status 3 when a larger share of any set is dirty, 0 to 1.")
    var failAbove: Double?

    func run() throws {
      let (scanner, skipped) = try options.scan { _ in }
      let report = scanner.report()
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
          + "method \(report.method.rawValue)")
      let rows =
        [["set", "N", "items", "dirty", "clean", "too short", "empty"]]
        + report.benchmarks.map {
          [
            $0.name, "\($0.wordsPerNGram)", "\($0.items.count)",
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

  struct Scan: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints a JSON line for every document that holds evaluation items.",
      discussion: """
        Lines are {"id","benchmark","item","score"}.

        EXAMPLES
          sluice contamination scan --benchmarks samples/benchmarks \\
            --corpus samples/web
        """)

    @OptionGroup var options: Options

    func run() throws {
      let (_, skipped) = try options.scan { flags in
        for flag in flags { try Terminal.json(flag) }
      }
      if skipped > 0 { throw ExitCode(ExitStatus.finishedWithSkips.rawValue) }
    }
  }
}
