import ArgumentParser
import Glibc
import Pipelines
import Shards
import Tokens

/// `sluice inspect`: what files hold.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows format, number of records, bytes of text and problems of files.",
    discussion: """
      Reads shards of documents, token shards and llm.c shards to the end. Status 2 when any file has \
      problems.

      EXAMPLES
        sluice inspect samples/web/web-00000.json.gz
        sluice inspect samples/web/*.json.gz --json
      """)

  @Argument(help: "Files, folders or globs.", completion: .file())
  var files: [String]

  @Option(help: "Format of the files (default: from the file name).")
  var format: String?

  @Option(help: "Field that holds the text.")
  var textField = "text"

  @Option(help: "Print the first documents of each file.")
  var head = 0

  @Flag(help: "Print one JSON object.")
  var json = false

  struct FileReport: Encodable {
    var path: String
    var format: String
    /// Usable records.
    var records: Int
    /// Bytes of text, or of tokens.
    var bytes: Int
    var tokens: Int?
    var problems: [String]
  }

  private struct Report: Encodable {
    var files: [FileReport]
  }

  func run() throws {
    var reports: [FileReport] = []
    for path in files {
      if let report = TokenFileInspection.report(path) {
        reports.append(report)
      } else {
        for shard in try InputOptions.shards([path], source: "input", format: format) {
          reports.append(try inspect(shard))
        }
      }
    }
    if json {
      try Terminal.json(Report(files: reports))
    } else {
      let rows =
        [["file", "format", "records", "text"]]
        + reports.map {
          [$0.path, $0.format, Numbers.grouped($0.records), Numbers.bytes($0.bytes)]
        }
      for line in TextReport.table(rows) { Terminal.line(line) }
      for report in reports {
        for problem in report.problems { Terminal.line("  \(problem)") }
      }
    }
    if reports.contains(where: { !$0.problems.isEmpty }) {
      throw ExitCode(ExitStatus.finishedWithSkips.rawValue)
    }
  }

  private func inspect(_ shard: InputShard) throws -> FileReport {
    var reading = ReadingSettings()
    reading.textField = textField
    let problems = ProblemList()
    var source = try ShardReader.open(shard, settings: reading, sink: problems)
    var report = FileReport(
      path: shard.path, format: shard.format, records: 0, bytes: 0, tokens: nil, problems: [])
    var batch: [Document] = []
    while try source.nextBatch(into: &batch) {
      if programCancellation.isRequested { throw Cancelled() }
      for document in batch {
        if report.records < head, !json { show(document, shard) }
        report.records += 1
        report.bytes += document.text.count
      }
    }
    report.problems = problems.problems.map(\.description)
    return report
  }

  private func show(_ document: Document, _ shard: InputShard) {
    let text = String(decoding: document.text.prefix(400), as: UTF8.self)
    Terminal.line(
      "\(shard.printedIdentity(record: document.id.record))  \(document.text.count) bytes")
    for line in text.split(separator: "\n").prefix(5) { Terminal.line("  | \(line)") }
  }
}

/// Recognises token files by their first bytes and checks them whole.
enum TokenFileInspection {
  /// The report of a token file; nil for any other file.
  static func report(_ path: String) -> InspectCommand.FileReport? {
    guard let file = try? MappedFile(opening: path), file.bytes.count >= 8 else { return nil }
    if TokenShardReader.recognizes(file.bytes) { return native(path) }
    guard LLMCReader.recognizes(file.bytes) else { return nil }
    return llmC(path)
  }

  private static func native(_ path: String) -> InspectCommand.FileReport {
    var report = InspectCommand.FileReport(
      path: path, format: "token-shard", records: 0, bytes: 0, tokens: 0, problems: [])
    do {
      let reader = try TokenShardReader(opening: path)
      report.records = reader.documentCount
      report.tokens = reader.tokenCount
      report.bytes = reader.tokenCount * reader.tokenWidth
      try reader.verify()
    } catch {
      report.problems.append("\(error)")
    }
    return report
  }

  private static func llmC(_ path: String) -> InspectCommand.FileReport {
    var report = InspectCommand.FileReport(
      path: path, format: "llm.c", records: 0, bytes: 0, tokens: 0, problems: [])
    do {
      let reader = try LLMCReader(opening: path)
      report.tokens = reader.tokenCount
      report.bytes = reader.tokenCount * reader.family.width
    } catch {
      report.problems.append("\(error)")
    }
    return report
  }
}
