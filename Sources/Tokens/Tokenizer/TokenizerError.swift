/// A tokenizer that cannot be used or a token id that it does not have: where, what, what to do.
public struct TokenizerError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Problem: Equatable, Sendable {
    case unreadable(reason: String)
    case noTokenizerFile
    case malformed(String)
    /// The file asks for something whose ids would come out wrong here.
    case unsupported(String)
    /// A tiktoken file under a name that tells no split pattern.
    case unknownSplitPattern(String, known: String)
    case unknownTokenID(UInt32, vocabularySize: Int)
  }

  public let problem: Problem
  /// Path of the tokenizer, with the line where there is one; empty for one made in memory.
  public let place: String

  public init(_ problem: Problem, at place: String = "") {
    self.problem = problem
    self.place = place
  }

  public var description: String { place.isEmpty ? sentence : "\(place): error: \(sentence)" }

  private var sentence: String {
    switch problem {
    case .unreadable(let reason): "the tokenizer cannot be read: \(reason)"
    case .noTokenizerFile:
      "the folder holds neither tokenizer.json, nor encoder.json with vocab.bpe, nor tokenizer.model, "
        + "nor one .tiktoken file; give one of these files, or a folder that holds one"
    case .malformed(let detail): "not a tokenizer file: \(detail)"
    case .unsupported(let what):
      "the tokenizer uses \(what), which is not supported; its ids would be wrong, so it is refused"
    case .unknownSplitPattern(let name, let known):
      "\"\(name)\" names no split pattern, which a tiktoken file does not hold itself; the patterns "
        + "are \(known): rename the file, or name one"
    case .unknownTokenID(let id, let size):
      "token id \(id) is outside the vocabulary of \(size); the tokens come from another tokenizer"
    }
  }
}
