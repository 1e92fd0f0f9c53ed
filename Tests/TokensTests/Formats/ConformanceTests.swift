import TestSupport
import Testing
import Tokens

/// Ids and decoded text equal to those of Hugging Face tokenizers 0.23.3, tiktoken 0.14.0 and
/// sentencepiece 0.2.3 on 211 texts in many scripts, code and edge cases.
@Suite(.enabled(if: SharedData.isAvailable)) struct ConformanceTests {
  /// The tokenizer, the texts, whether special tokens in them are matched, and the vocabulary's size.
  static let files: [(tokenizer: String, texts: String, parsing: Bool, size: Int)] = [
    ("gpt2/encoder.json", "gpt2", true, 50_257),
    ("gpt2/tokenizer.json", "gpt2", true, 50_257),
    ("gpt-neox-20b/tokenizer.json.zst", "gpt-neox-20b", true, 50_277),
    ("phi-3-mini/tokenizer.json.zst", "phi-3-mini", true, 32_011),
    ("cl100k_base.tiktoken.zst", "cl100k_base", false, 100_277),
    ("mistral-v1/tokenizer.model", "mistral-v1-sentencepiece", false, 32_000),
  ]

  @Test("ids and decoded text are the reference's on every text", arguments: files)
  func equal(file: (tokenizer: String, texts: String, parsing: Bool, size: Int)) throws {
    let tokenizer = try Tokenizer(contentsOf: SharedData.path("tokenizers/" + file.tokenizer))
    let encoder = tokenizer.makeEncoder()
    let lines = try GoldenLine.read(
      SharedData.path("tokenizers/conformance/\(file.texts).jsonl.zst"))
    #expect(lines.count == 211 && tokenizer.vocabularySize == file.size)
    for (number, line) in lines.enumerated() {
      let text = try #require(line.text)
      let ids = try encoder.encode(text, parsingAddedTokens: file.parsing)
      #expect(Array(ids) == line.plain, "\(file.tokenizer), text \(number + 1)")
      #expect(
        try tokenizer.decode(ids.span) == line.decoded ?? text,
        "\(file.tokenizer), text \(number + 1)")
    }
  }
}
