import Tokens

/// A vocabulary trained on three lines of text, for tests that need any tokenizer.
enum SmallVocabulary {
  static let corpus = [
    "low lower lowest new newer newest wide wider widest low low", "aaaa aaaa aaaaaaa bbbb",
    "the the then there these, those; the theme",
  ]

  static func train(
    size: Int = 300, lines: [String] = corpus, special: [String] = ["<|endoftext|>"]
  ) throws -> TokenizerDefinition {
    let counter = WordCounter()
    for line in lines { counter.count(Array(line.utf8).span) }
    let settings = BPETrainerSettings(vocabularySize: size, specialTokens: special)
    return try BPETrainer(settings).train(counter)
  }

  static func tokenizer() throws -> Tokenizer { try Tokenizer(train()) }

  /// A merge as the texts of its two tokens.
  static func printed(_ vocabulary: TokenizerDefinition) -> [String] {
    vocabulary.merges.map { merge in
      [merge.left, merge.right].map { String(decoding: vocabulary.tokens[Int($0)], as: UTF8.self) }
        .joined(separator: "+")
    }
  }
}
