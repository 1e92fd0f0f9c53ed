import ArgumentParser
import Tokens

/// Which tokenizer a command works with.
struct TokenizerOptions: ParsableArguments {
  @Option(
    help: """
      tokenizer.json, a .tiktoken file, a SentencePiece .model, or a folder that holds one of these \
      or encoder.json with vocab.bpe; gzip and zstd files are unpacked.
      """, completion: .file())
  var tokenizer: String

  @Option(help: "Split pattern of a .tiktoken file whose name does not tell it, such as cl100k.")
  var splitPattern: String?

  func load() throws -> Tokenizer {
    try Self.load(tokenizer, splitPattern: splitPattern)
  }

  /// Loads a tokenizer; one that cannot be used is a usage error, and one that loses bytes is told.
  static func load(_ path: String, splitPattern: String?) throws -> Tokenizer {
    let tokenizer: Tokenizer
    do {
      tokenizer = try Tokenizer(contentsOf: path, splitPattern: splitPattern)
    } catch {
      throw CommandError("\(error)", status: .usage)
    }
    if !tokenizer.missingBytes.isEmpty {
      Terminal.message(
        "\(path): warning: no token stands for \(tokenizer.missingBytes.count) of the 256 bytes; text "
          + "that holds them loses them")
    }
    return tokenizer
  }
}
