import ArgumentParser
import Glibc
import Pipelines
import Shards
import Text
import Tokens

/// `sluice import`: token shards of other trainers.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Reads token shards of another trainer.",
    discussion: """
      Makes OUTPUT/train-*.tokens and validation.tokens and copies the tokenizer, so that 'sluice \
      train --tokens OUTPUT' trains on them. Files with val, valid or validation in their names, or in \
      those of their folders below FILES, become the validation set. Every id is checked against the \
      vocabulary. Formats: those of 'sluice export'; llm.c-eval becomes JSON lines.

      EXAMPLES
        sluice import runs/quickstart/tokens/llm.c --format llm.c \\
          --tokenizer runs/tokenizer.json --output runs/imported
        sluice import runs/quickstart/tokens/llm.c/val_*.bin --format llm.c \\
          --vocabulary-size 2048 --end-of-text 2047 --output runs/ids --json
      """)

  @Argument(help: "Files, folders or globs.", completion: .file())
  var files: [String]

  @Option(help: "The format to read.")
  var format: TrainerFormat

  @Option(
    help: "The tokenizer the ids come from: a file, such as tokenizer.json, or a folder.",
    completion: .file())
  var tokenizer: String?

  @Option(help: "Number of ids, where there is no tokenizer.")
  var vocabularySize: Int?

  @Option(help: "Id that separates documents (default: the tokenizer's <|endoftext|>).")
  var endOfText: UInt32?

  @Option(name: [.short, .long], help: "Folder of the token shards.", completion: .directory)
  var output: String

  @Option(help: "Tokens per shard, 1000 to 1073741824.")
  var shardTokens = 100_000_000

  @Option(help: "Kind of integer in mds columns of bytes: uint16, int32, int64 and so on.")
  var tokenType = TokenInteger.int64

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard (tokenizer == nil) != (vocabularySize == nil) else {
      throw ValidationError("name the tokenizer by --tokenizer, or else --vocabulary-size")
    }
    if let vocabularySize, !(1...1 << 32).contains(vocabularySize) {
      throw ValidationError("--vocabulary-size is \(vocabularySize); expected 1 to 4294967296")
    }
    guard (1000...1 << 30).contains(shardTokens) else {
      throw ValidationError("--shard-tokens is \(shardTokens); expected 1000 to 1073741824")
    }
  }

  func run() throws {
    let paths = try listed()
    switch format {
    case .questions:
      let files = paths.map(\.path).filter { $0.hasSuffix(".bin") }
      guard !files.isEmpty else { throw noFiles("a file that ends in .bin") }
      try MultipleChoiceFiles.import(files, tokenizer: tokenizer, to: output).show(json: json)
    case .tokens(let format):
      try TrainerFormat.asUsage { try read(paths, format) }.show(json: json)
    }
  }

  private func read(
    _ paths: [(path: String, name: String)], _ format: ExchangeFormat
  ) throws -> ExchangeSummary {
    let files = format.selecting(paths.map(\.path))
    var splits: [String: ExchangeFormat.Split] = [:]
    for (path, name) in paths {
      for file in format.selecting([path]) { splits[file] = ExchangeFormat.split(ofFile: name) }
    }
    guard !files.isEmpty else { throw noFiles("files of \(format.rawValue)") }
    let tokenizer = try self.tokenizer.map { try Tokenizer(contentsOf: $0) }
    let size = tokenizer?.vocabularySize ?? vocabularySize ?? 0
    let endOfText = endOfText ?? tokenizer?.endOfText
    if let endOfText, Int(endOfText) >= size {
      throw CommandError(
        "--end-of-text is \(endOfText), outside the vocabulary of \(size)", status: .usage)
    }
    try TrainerFormat.checkFree(output, { $0.hasSuffix(".tokens") }, what: "token shards")
    var summary = ExchangeSummary(
      format: format.rawValue, output: output, vocabulary: size, endOfText: endOfText,
      tokenizer: tokenizer?.fingerprint.description)
    var settings = ExchangeFormat.ReadingSettings(vocabularySize: size, endOfText: endOfText)
    settings.rawKind = tokenType
    let staging = try StagingFolder(in: output)
    defer { staging.remove() }
    var staged: [String] = []
    for split in ExchangeFormat.Split.allCases {
      let ofSplit = files.filter { splits[$0] == split }
      let imported = try ImportedShards(split, staging: staging, shardTokens: shardTokens).copy(
        try format.makeReader(ofSplit, settings), fingerprint: tokenizer?.fingerprint,
        vocabularySize: size, endOfText: endOfText)
      staged += imported.paths
      summary.splits.append(imported.summary)
    }
    if let tokenizer {
      for file in tokenizer.files {
        staged.append("\(staging.path)/\(file.name)")
        try writeFileAtomically(file.bytes, to: staged[staged.count - 1])
      }
    } else {
      summary.notes.append(
        "without a tokenizer, only that ids are below \(size) was checked; the shards belong to no "
          + "tokenizer, and 'sluice train' needs the tokenizer beside them")
    }
    if endOfText == nil { summary.notes.append("no token separates the documents") }
    if summary.splits[0].documents == 0 {
      summary.notes.append(
        "every file is one of validation by its name; nothing is left to train on")
    }
    _ = try staging.publish(staged)
    return summary
  }

  /// All files with the part of their path that may tell their split.
  private func listed() throws -> [(path: String, name: String)] {
    do {
      return try files.flatMap { pattern in
        try InputListing.paths([pattern]).map { path, isNamed in
          if !isNamed, path.hasPrefix(pattern) {
            return (path, String(path.dropFirst(pattern.count)))
          }
          let words = path.split(separator: "/").suffix(tellsSplitByFolder ? 2 : 1)
          return (path, words.joined(separator: "/"))
        }
      }
    } catch let error as ListingError {
      throw CommandError("\(error)", status: .usage)
    }
  }

  private var tellsSplitByFolder: Bool {
    guard case .tokens(let format) = format else { return false }
    return [.datatrove, .dolma, .mds].contains(format)
  }

  private func noFiles(_ expected: String) -> CommandError {
    CommandError(
      "found no \(expected) among \(files.joined(separator: " "))", status: .usage)
  }
}
