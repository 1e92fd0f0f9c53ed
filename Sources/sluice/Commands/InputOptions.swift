import ArgumentParser
import Pipelines
import Shards

/// Shards named on the command line, read as one source.
struct InputOptions: ParsableArguments {
  /// The name under which identities print the shards of the command line.
  static let sourceName = "input"

  @Argument(help: "Shards: files, folders, globs or @lists.", completion: .file())
  var inputs: [String]

  @Option(help: "Format of the shards: jsonl, book or book-lines (default: from the file name).")
  var format: String?

  @Option(help: "Field that holds the text.")
  var textField = "text"

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

  /// Calls `body` with every document of a shard, damaged records left out.
  ///
  /// `isDone`: asked before each document; true ends the reading.
  ///
  /// Returns the number of records left out.
  static func forEachDocument(
    of shard: InputShard, textField: String, limit isDone: () -> Bool = { false },
    _ body: (inout Document) throws -> Void
  ) throws -> Int {
    var reading = ReadingSettings()
    reading.textField = textField
    let problems = ProblemList()
    var source = try ShardReader.open(shard, settings: reading, sink: problems)
    var batch: [Document] = []
    while try source.nextBatch(into: &batch) {
      if programCancellation.isRequested { throw Cancelled() }
      for index in batch.indices {
        if isDone() { return 0 }
        try body(&batch[index])
      }
    }
    for problem in problems.problems { Terminal.message("\(problem)") }
    return problems.problems.count
  }
}
