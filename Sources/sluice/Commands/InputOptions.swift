import ArgumentParser
import Glibc
import Pipelines
import Shards

/// Shards named on the command line, read as one source.
struct InputOptions: ParsableArguments {
  /// The name under which identities print the shards of the command line.
  static let sourceName = "input"

  @Argument(help: "Shards: files, folders, globs or @lists.", completion: .file())
  var inputs: [String]

  @Option(help: "Format of the shards: jsonl, book, book-lines (default: from the file name).")
  var format: String?

  @Option(help: "Field that holds the text.")
  var textField = "text"

  /// The source as a pipeline file would name it.
  var source: LocatedValue {
    func text(_ value: String) -> LocatedValue { LocatedValue(.string(value)) }
    var entries = [
      SingleStages.entry("files", LocatedValue(.list(inputs.map(text)))),
      SingleStages.entry("textField", text(textField)),
    ]
    if let format { entries.append(SingleStages.entry("format", text(format))) }
    return LocatedValue(.map(entries))
  }

  /// The shards in sorted order.
  func shards() throws -> [InputShard] {
    try Self.shards(inputs, source: Self.sourceName, format: format)
  }

  /// Lists the shards that patterns name.
  static func shards(
    _ patterns: [String], source: String, format: String? = nil
  ) throws -> [InputShard] {
    let known = try format.map { name in
      guard let known = RecordFormat(rawValue: name) else {
        throw CommandError(
          "--format is \(name); expected one of "
            + RecordFormat.allCases.map(\.rawValue).joined(separator: ", "), status: .usage)
      }
      return known
    }
    do {
      return try InputListing.shards(source: source, patterns: patterns, format: known)
    } catch let error as ListingError {
      throw CommandError("\(error)", status: .usage)
    }
  }

  /// Ends the program as interrupted when a signal asked for it.
  static func stopIfInterrupted() throws {
    guard programCancellation.isRequested else { return }
    throw ExitCode(128 + (programCancellation.signalNumber ?? SIGINT))
  }

  /// Calls `body` with every document of a shard, damaged records left out.
  ///
  /// `isDone`: asked before each document; true ends the reading.
  ///
  /// Returns the records left out.
  static func forEachDocument(
    of shard: InputShard, reading: ReadingSettings, limit isDone: () -> Bool = { false },
    _ body: (inout Document) throws -> Void
  ) throws -> SkippedRecords {
    let problems = ProblemList(limit: SkippedRecords.shown)
    var source = try ShardReader.open(shard, settings: reading, sink: problems)
    var batch: [Document] = []
    reading: while try source.nextBatch(into: &batch) {
      try stopIfInterrupted()
      for index in batch.indices {
        if isDone() { break reading }
        try body(&batch[index])
      }
    }
    return SkippedRecords(first: problems.problems, count: problems.count, path: shard.path)
  }
}

extension ReadingSettings {
  /// The default settings with another field for the text.
  init(textField: String) {
    self.init()
    self.textField = textField
  }
}

/// Records of one shard that could not be used.
struct SkippedRecords: Sendable {
  /// Problems of one shard that a message names one by one.
  static let shown = 20

  /// The first problems, at most `shown`.
  let first: [RecordProblem]
  /// How many there were.
  let count: Int
  let path: String

  /// The problems as lines, those beyond the first summed up.
  static func lines(_ first: [String], of count: Int, in path: String) -> [String] {
    let rest = count - first.count
    return first + (rest > 0 ? ["\(path): and \(Numbers.grouped(rest)) further problems"] : [])
  }

  /// Tells the problems on standard error.
  func report() {
    for line in Self.lines(first.map(\.description), of: count, in: path) {
      Terminal.message(line)
    }
  }
}

/// Refuses a file of the command line that cannot be read.
///
/// `option`: how the command line calls it.
func requireReadable(_ path: String, _ option: String) throws {
  guard access(path, R_OK) != 0 else { return }
  throw CommandError(
    "\(option): \(path) cannot be read: \(String(cString: strerror(errno)))", status: .usage)
}
