import ArgumentParser
import Pipelines
import Shards
import Tokens

/// `sluice tokenizer`: tokenizers by themselves.
struct TokenizerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenizer",
    abstract: "Trains, inspects and compares tokenizers, and encodes and decodes with them.",
    discussion: """
      EXAMPLES
        sluice tokenizer train samples/web --vocabulary-size 1000 \\
          --output runs/tokenizer.json
        echo '{"text":"Hello"}' \\
          | sluice tokenizer encode --tokenizer runs/tokenizer.json
        sluice tokenizer inspect runs/tokenizer.json
        sluice tokenizer compare runs/tokenizer.json --input samples/books
      """,
    subcommands: [Train.self, Encode.self, Decode.self, Inspect.self, Compare.self])

  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Trains a byte-level BPE tokenizer on shards.",
      discussion: """
        EXAMPLES
          sluice tokenizer train samples/web --vocabulary-size 1000 \\
            --output runs/tokenizer.json
        """)

    @OptionGroup var input: InputOptions

    @Option(help: "Entries of the vocabulary, the 256 bytes and <|endoftext|> among them.")
    var vocabularySize = 4096

    @Option(name: [.short, .long], help: "Where to write tokenizer.json.", completion: .file())
    var output: String

    private var settings: BPETrainerSettings { BPETrainerSettings(vocabularySize: vocabularySize) }

    func validate() throws {
      do {
        try settings.validate()
      } catch {
        throw ValidationError("--vocabulary-size \(error.message)")
      }
    }

    func run() throws {
      let counter = WordCounter()
      var skipped = 0
      for shard in try input.shards() {
        let problems = try InputOptions.forEachDocument(
          of: shard, reading: ReadingSettings(textField: input.textField)
        ) {
          counter.count($0.text.span)
        }
        problems.report()
        skipped += problems.count
      }
      let tokenizer = try Tokenizer(BPETrainer(settings).train(counter))
      try writeFileAtomically(tokenizer.definition.tokenizerJSON(), to: output)
      Terminal.message("\(output): \(Numbers.grouped(tokenizer.vocabularySize)) entries")
      if skipped > 0 { throw ExitCode(ExitStatus.finishedWithSkips.rawValue) }
    }
  }
}
