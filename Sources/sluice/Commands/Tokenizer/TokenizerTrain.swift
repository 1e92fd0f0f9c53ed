import ArgumentParser
import Pipelines
import Shards
import Tokens

extension TokenizerCommand {
  /// `sluice tokenizer train`: word counts by several workers, then merges.
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Trains a byte-level BPE tokenizer on shards.",
      discussion: """
        The output is a Hugging Face tokenizer.json, or a tiktoken file where its name ends in \
        .tiktoken; that holds the tokens alone, so the split pattern and the special tokens must be \
        told to whoever reads it. The result does not depend on the workers.

        EXAMPLES
          sluice tokenizer train samples/web --vocabulary-size 1000 \\
            --output runs/tokenizer.json
          sluice tokenizer train samples/web samples/books --split-pattern o200k \\
            --special-token '<|endoftext|>' --special-token '<|pad|>' \\
            --output runs/o200k.tiktoken
        """)

    @OptionGroup var input: InputOptions

    @Option(help: "Entries of the vocabulary, the 256 bytes and the special tokens among them.")
    var vocabularySize = 4096

    @Option(help: "A pair of tokens seen less often is never merged.")
    var minimumPairCount = 2

    @Option(
      help: "gpt2, cl100k, o200k, llama3, qwen2, or a regular expression that matches the words.")
    var splitPattern = "gpt2"

    @Option(
      name: .customLong("special-token"),
      help: "A token of structure. May be repeated (default: <|endoftext|>).")
    var specialTokens: [String] = []

    @Option(help: "Shards that are read at the same time (default: the number of processor cores).")
    var workers: Int?

    @Option(
      name: [.short, .long], help: "Where to write tokenizer.json, or a file .tiktoken.",
      completion: .file())
    var output: String

    private var settings: BPETrainerSettings {
      var settings = BPETrainerSettings(
        vocabularySize: vocabularySize, minimumPairCount: minimumPairCount,
        splitPattern: splitPattern)
      if !specialTokens.isEmpty { settings.specialTokens = specialTokens }
      return settings
    }

    func validate() throws {
      if let workers, !(1...1024).contains(workers) {
        throw ValidationError("--workers is \(workers); expected 1 to 1024")
      }
      let options = [
        "vocabularySize": "--vocabulary-size", "minimumPairCount": "--minimum-pair-count",
        "specialTokens": "--special-token", "splitPattern": "--split-pattern",
      ]
      do {
        try settings.validate()
      } catch {
        throw ValidationError("\(options[error.setting] ?? error.setting) \(error.message)")
      }
    }

    func run() throws {
      let reading = ReadingSettings(textField: input.textField)
      let counting = WordCounting(
        shards: try input.shards(), reading: reading, splitter: try Splitter(settings.splitting))
      let (counter, skipped) = try counting.run(workers: workers)
      for problems in skipped { problems.report() }
      let definition = try BPETrainer(settings).train(counter)
      let isTiktoken = output.hasSuffix(".tiktoken")
      try writeFileAtomically(
        isTiktoken ? definition.tiktoken() : definition.tokenizerJSON(), to: output)
      Terminal.message("\(output): \(Numbers.grouped(definition.tokens.count)) entries")
      if isTiktoken {
        let special = definition.addedTokens
          .map { "\(String(decoding: $0.text, as: UTF8.self)) = \($0.id)" }
        Terminal.message(
          "to be told beside it: split pattern \(splitPattern), \(special.joined(separator: ", "))")
      }
      if skipped.contains(where: { $0.count > 0 }) {
        throw ExitCode(ExitStatus.finishedWithSkips.rawValue)
      }
    }
  }
}
