import ArgumentParser
import Glibc
import Pipelines
import Shards

/// `sluice inspect`: what files hold.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows format, number of records, bytes of text and problems of files.",
    discussion: """
      Reads shards of documents, token shards (our own, llm.c's and its questions, Megatron's .idx, \
      datatrove's .ds, dolma's .npy with its .csv.gz, MDS index.json) and tokenizers to the end. Status \
      2 when any file has problems.

      EXAMPLES
        sluice inspect samples/web/web-00000.json.gz
        sluice inspect samples/web/*.json.gz --json
      """)

  @Argument(help: "Files, folders or globs.", completion: .file())
  var files: [String]

  @Option(help: "Format of the files: jsonl, book, book-lines (default: from the file name).")
  var format: String?

  @Option(help: "Field that holds the text.")
  var textField = "text"

  @Option(help: "Print the first documents of each file.")
  var head = 0

  @Flag(help: "Print one JSON object.")
  var json = false

  private struct Report: Encodable {
    var files: [FileReport]
  }

  func run() throws {
    var reports: [FileReport] = []
    for (path, isNamed) in try listed() {
      try InputOptions.stopIfInterrupted()
      if let report = TokenFileInspection.report(path) {
        reports.append(report)
      } else if isNamed || format != nil || RecordFormat(fileName: path) != nil {
        for shard in try InputOptions.shards([path], source: "input", format: format) {
          reports.append(try inspect(shard))
        }
      }
    }
    guard !reports.isEmpty else {
      throw CommandError(
        "found no file of a known format; name the format by --format", status: .usage)
    }
    if json {
      try Terminal.json(Report(files: reports))
    } else {
      for line in TextReport.table([FileReport.heads] + reports.map(\.cells)) {
        Terminal.line(line)
      }
      for report in reports {
        let lines = SkippedRecords.lines(
          Array(report.problems.prefix(SkippedRecords.shown)), of: report.problemCount,
          in: report.path)
        for line in lines { Terminal.line("  \(line)") }
      }
    }
    if reports.contains(where: { $0.problemCount > 0 }) {
      throw ExitCode(ExitStatus.finishedWithSkips.rawValue)
    }
  }

  private func listed() throws -> [(path: String, isNamed: Bool)] {
    do {
      return try InputListing.paths(files)
    } catch let error as ListingError {
      throw CommandError("\(error)", status: .usage)
    }
  }

  private func inspect(_ shard: InputShard) throws -> FileReport {
    let problems = ProblemList()
    var source = try ShardReader.open(
      shard, settings: ReadingSettings(textField: textField), sink: problems)
    var report = FileReport(path: shard.path, format: shard.format)
    var records = 0
    var batch: [Document] = []
    while try source.nextBatch(into: &batch) {
      try InputOptions.stopIfInterrupted()
      for document in batch {
        if records < head, !json { show(document, shard) }
        records += 1
        report.bytes += document.text.count
      }
    }
    report.records = records
    report.problems = problems.problems.map(\.description)
    report.problemCount = problems.count
    return report
  }

  private func show(_ document: Document, _ shard: InputShard) {
    let text = String(decoding: document.text.prefix(400), as: UTF8.self)
    Terminal.line(
      "\(shard.printedIdentity(record: document.id.record))  \(document.text.count) bytes")
    for line in text.split(separator: "\n").prefix(5) { Terminal.line("  | \(line)") }
  }
}

/// What `sluice inspect` tells of one file.
struct FileReport: Encodable {
  var path: String
  var format: String
  /// Usable records, documents or entries; nil where the file does not tell.
  var records: Int?
  /// Bytes of text, or of tokens.
  var bytes = 0
  /// Tokens; nil for files of text.
  var tokens: Int?
  /// The first problems.
  var problems: [String] = []
  /// How many there were.
  var problemCount = 0

  init(path: String, format: String) {
    self.path = path
    self.format = format
  }

  /// Adds a problem.
  mutating func add(_ problem: String) {
    problems.append(problem)
    problemCount += 1
  }

  private enum CodingKeys: CodingKey {
    case path, format, records, bytes, tokens, problems, problemCount
  }

  /// Encodes every key, what is not known as null.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(format, forKey: .format)
    try container.encode(records, forKey: .records)
    try container.encode(bytes, forKey: .bytes)
    try container.encode(tokens, forKey: .tokens)
    try container.encode(problems, forKey: .problems)
    try container.encode(problemCount, forKey: .problemCount)
  }

  static let heads = ["file", "format", "records", "tokens", "bytes"]

  /// The report as a row below `heads`.
  var cells: [String] {
    let count = { (number: Int?) in number.map(Numbers.grouped) ?? "-" }
    return [path, format, count(records), count(tokens), Numbers.bytes(bytes)]
  }
}
