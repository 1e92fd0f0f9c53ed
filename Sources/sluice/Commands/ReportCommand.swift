import ArgumentParser
import Glibc
import Pipelines

/// `sluice report`: what a finished run did, with its duplicates told one by one.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Tells what a finished run did, above all to duplicates.",
    discussion: """
      For each deduplication stage: what was dropped of every source, clusters by size, which source \
      repeats which, dropped documents beside their survivors, and how many of a sample of dropped near \
      duplicates are as similar as was asked when all their shingles are compared. The same run gives the \
      same report. It reads what the run left, not its inputs.

      --html writes a page that needs no other file and no network; a run writes RUN/report.html \
      itself, without examples and check, which read texts again.

      --json prints one object: "name", "sluice", "fingerprint", "run" (as in report.json) and \
      "deduplication", a list with a member for each stage: "stage", "method", "sources" [{"name", \
      "documents", "dropped", "droppedFraction", "droppedBytes", "droppedBytesFraction", "edited"}], \
      "counters", and where it makes clusters "clusters" {"count", "documents", "sizes" [{"from", "to", \
      "clusters"}], "largest" [{"size", "survivor", "sources", "members"}]}, "matrix" [{"dropped", \
      "survivor", "documents"}], "examples" [{"dropped", "survivor", "value", "isContained", \
      "isSurvivorEdited", "rows" [{"kind", "dropped", "survivor"}]}] and "precision" {"population", \
      "sampled", "edited", "checked", "hits", "share", "low", "high", "minimumSimilarity", \
      "minimumContainment", "error", "lowest"}.

      Status 75 says that the run has not finished, 1 that it is damaged.

      EXAMPLES
        sluice report runs/quickstart
        sluice report runs/quickstart --json
        sluice report runs/quickstart --html
        sluice report runs/quickstart --html --output runs/report.html
      """)

  @Argument(help: ArgumentHelp("The run folder.", valueName: "run"), completion: .directory)
  var path: String

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Write a page instead of printing.")
  var html = false

  @Option(
    name: [.short, .long], help: "Where the page is written (default: RUN/report.html).",
    completion: .file(extensions: ["html"]))
  var output: String?

  @Flag(help: "Show no progress.")
  var quiet = false

  private struct Printed: Encodable {
    var name: String
    var sluice: String
    var fingerprint: String
    var run: RunReport
    var deduplication: [DeduplicationReport]
  }

  func validate() throws {
    guard !(html && json) else { throw ValidationError("choose --json or --html") }
    guard output == nil || html else {
      throw ValidationError("--output says where --html writes; add --html")
    }
  }

  func run() throws {
    let run = try RunStages(try PipelineLoader.runFolder(path))
    let line = StepLine(isQuiet: quiet)
    let stages: [DeduplicationReport]
    do {
      defer { line.clear() }
      stages = try DeduplicationGathering(run: run, progress: line.show).reports(readsTexts: true)
    }
    if json {
      try Terminal.json(
        Printed(
          name: run.report.name, sluice: run.report.sluice, fingerprint: run.report.fingerprint,
          run: run.report, deduplication: stages))
    } else if html {
      let target = output.map(absolutePath) ?? run.run.page
      try writeFileAtomically(HTMLReport(run: run.report, stages: stages).bytes, to: target)
      if !quiet { Terminal.message("wrote \(output ?? target)") }
    } else {
      for line in TextReport(report: run.report).lines { Terminal.line(line) }
      for stage in stages {
        for line in DeduplicationText(report: stage).lines { Terminal.line(line) }
      }
      if stages.isEmpty { Terminal.line("\nno stage of this run deduplicates") }
    }
  }
}

/// The step a command is at, on standard error: one line that is rewritten, on a terminal alone.
private struct StepLine {
  let isQuiet: Bool

  func show(_ step: String) {
    guard Terminal.errorIsTerminal, !isQuiet else { return }
    Terminal.progress("\r\u{1B}[K" + SafeText.line(step))
  }

  func clear() {
    guard Terminal.errorIsTerminal, !isQuiet else { return }
    Terminal.progress("\r\u{1B}[K")
  }
}
