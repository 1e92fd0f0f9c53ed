import ArgumentParser

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
}
