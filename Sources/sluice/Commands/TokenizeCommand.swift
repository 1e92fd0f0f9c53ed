import ArgumentParser
import Pipelines
import Tokens

/// `sluice tokenize`: a pipeline without stages, from documents straight to token shards.
struct TokenizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize",
    abstract: "Encodes shards into token shards.",
    discussion: """
      Token shards go to RUN/tokens, with the tokenizer beside them: what 'sluice train RUN' reads. \
      The documents are encoded as they are read and written nowhere else, unless --keep-documents is \
      given.

      EXAMPLES
        sluice tokenizer train samples/web --output runs/tokenizer.json
        sluice tokenize samples/web --tokenizer runs/tokenizer.json \\
          --output runs/tokens
      """)

  @OptionGroup var input: InputOptions

  @Option(
    help: "tokenizer.json, a tiktoken file, a SentencePiece model, or a folder with one of these.",
    completion: .file())
  var tokenizer: String

  @Option(help: "Split pattern of a tiktoken file whose name does not tell it.")
  var splitPattern: String?

  @Option(name: [.short, .long], help: "The run folder.", completion: .directory)
  var output: String

  @Option(help: "Tokens per shard.")
  var shardTokens: Int?

  @Option(help: "Share of documents, by the hash of their identity, that is kept for validation.")
  var validationFraction: Double?

  @Option(
    help:
      "A further format: \(ExchangeFormat.allCases.map(\.rawValue).joined(separator: ", ")). May be repeated."
  )
  var export: [String] = []

  @Flag(help: "Write the documents to RUN/documents too.")
  var keepDocuments = false

  @Option(
    name: .customLong("set"),
    help: "Another setting of the 'tokens' section: setting=value. May be repeated.")
  var overrides: [String] = []

  @Flag(help: "Stop at the first damaged record (exit status 65).")
  var strict = false

  @OptionGroup var options: RunOptions

  func run() throws {
    try requireReadable(tokenizer, "--tokenizer")
    let entry = SingleStages.entry
    func text(_ value: String) -> LocatedValue { LocatedValue(.string(value)) }
    var source = [entry("file", text(tokenizer))]
    if let splitPattern { source.append(entry("splitPattern", text(splitPattern))) }
    var tokens = [
      entry("tokenizer", LocatedValue(.map(source))),
      entry("keepDocuments", LocatedValue(.boolean(keepDocuments))),
    ]
    if let shardTokens { tokens.append(entry("shardTokens", LocatedValue(.integer(shardTokens)))) }
    if let validationFraction {
      tokens.append(entry("validationFraction", LocatedValue(.number(validationFraction))))
    }
    if !export.isEmpty {
      tokens.append(entry("export", LocatedValue(.list(export.map(text)))))
    }
    var tree = LocatedValue(
      .map([
        entry("name", text("tokenize")),
        entry("sources", LocatedValue(.map([entry(InputOptions.sourceName, input.source)]))),
        entry("tokens", LocatedValue(.map(tokens))),
      ]))
    for override in overrides {
      tree = try SettingsOverride("tokens." + override).applied(to: tree)
    }
    let compiled = try PipelineLoader.compile(tree: tree, strict: strict)
    try options.drive(compiled, run: RunFolder(output))
  }
}
