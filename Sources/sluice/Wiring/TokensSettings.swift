import Pipelines
import Tokens

/// The `tokens` section of a pipeline file.
struct TokensSettings: Codable, Equatable {
  /// Where the tokenizer comes from: exactly one of the two.
  struct Tokenizer: Codable, Equatable {
    /// A `tokenizer.json`, a tiktoken file, a SentencePiece model, or a folder that holds one of
    /// these or GPT-2's `encoder.json` and `vocab.bpe`.
    var file: String?
    /// Split pattern of a tiktoken file whose name does not tell it.
    var splitPattern: String?
    /// Train one on the surviving documents of this run.
    var train: TokenizerTraining.Settings?
  }

  /// Token shards that earlier runs made (`RUN/tokens`), in place of sources: a folder, or folders by
  /// name, whose rows the trainer mixes.
  var from: TokenSets?
  var tokenizer = Tokenizer()
  /// Tokens per training row; the trainer's default.
  var sequenceLength = 1024
  /// How documents become training rows.
  var packing = Packing.concatenate
  /// Whether attention stays inside a document and positions restart with each, as Llama 3 does.
  var maskDocuments = false
  /// Share of documents, by the hash of their cluster or identity, that is kept for validation; 0 to 0.5.
  var validationFraction = 0.005
  /// About how many tokens of each source are kept for validation, in place of a fraction.
  ///
  /// Half of a source at most. Sources that a map leaves out have `validationFraction`.
  var validationTokens: PerSource?
  /// Tokens per shard of the output, at most 2^30.
  var shardTokens = 100_000_000
  /// Whether the run also keeps the documents it encodes (`RUN/documents`); without them it takes less
  /// time and disk, and needs a tokenizer file.
  var keepDocuments = true
  /// Formats of other trainers to write as well, below `tokens/<format>`.
  var export: [ExchangeFormat] = []

  /// Whether the last pass over the documents can encode them: nothing must be known of all first.
  var canEncodeWhileReading: Bool { tokenizer.file != nil && validationTokens == nil }

  func validate(sources: [String]) throws {
    try from?.validate()
    guard from != nil || (tokenizer.file == nil) != (tokenizer.train == nil) else {
      throw SettingsProblem(
        "tokenizer",
        "needs exactly one of 'file' and 'train', such as { train: { vocabularySize: 4096 } }")
    }
    do {
      try tokenizer.train?.validate()
    } catch let problem as SettingsProblem {
      throw SettingsProblem("tokenizer.train.\(problem.setting)", problem.message)
    }
    guard keepDocuments || canEncodeWhileReading else {
      throw SettingsProblem(
        "keepDocuments",
        "is false, but the documents must be kept until all are read, for "
          + (tokenizer.train == nil ? "'validationTokens'" : "'tokenizer.train'"))
    }
    guard (2...1 << 20).contains(sequenceLength) else {
      throw SettingsProblem("sequenceLength", "is \(sequenceLength); expected 2 to 1048576")
    }
    guard (0...0.5).contains(validationFraction) else {
      throw SettingsProblem("validationFraction", "is \(validationFraction); expected 0 to 0.5")
    }
    try validationTokens?.validate(
      "validationTokens", sources: sources, expected: "0 to 2^40"
    ) { $0 >= 0 && $0 <= 0x1p40 }
    guard Set(export).count == export.count else {
      throw SettingsProblem("export", "names a format twice; name each once")
    }
    if let size = tokenizer.train?.vocabularySize, size > 1 << 16, export.contains(.nanoGPT) {
      throw SettingsProblem(
        "export", "names nanogpt, whose 16 bits are too few for a vocabulary of \(size)")
    }
    guard (1000...1 << 30).contains(shardTokens) else {
      throw SettingsProblem("shardTokens", "is \(shardTokens); expected 1000 to 1073741824")
    }
  }
}

/// Decodes and validates a section of a pipeline file, placing problems where they stand.
func decodeSection<Settings: Codable>(
  _ name: String, of file: PipelineFile, defaults: Settings, validate: (Settings) throws -> Void
) throws -> Settings? {
  guard let tree = file[section: name] else { return nil }
  let settings = try LocatedDecoder.decode(
    Settings.self, from: tree, defaults: try LocatedValue(encoding: defaults), owner: "'\(name)'")
  do {
    try validate(settings)
  } catch let problem as SettingsProblem {
    var node: LocatedValue? = tree
    for part in problem.setting.split(separator: ".") { node = node?[String(part)] }
    throw SettingsError("'\(name)': \(problem.description)", at: node?.place ?? tree.place)
  }
  return settings
}
