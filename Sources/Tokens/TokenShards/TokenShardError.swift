/// A token shard that cannot be read or written: which file, what was found, what was expected.
public struct TokenShardError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Problem: Equatable, Sendable {
    case unreadable(reason: String)
    case unwritable(reason: String)
    /// No token shard at all, or one whose writer did not finish.
    case notATokenShard
    case unsupportedVersion(found: Int)
    case wrongSize(expectedBytes: Int, foundBytes: Int)
    /// The checksum of a part of the file does not match; `byteOffset` is where the part starts.
    case damaged(part: String, byteOffset: Int)
    case malformed(String)
    case tokenOutsideVocabulary(token: Int, tokenOffset: Int, vocabularySize: Int)
    case outOfRange(String)
    /// The tokens of the shard and the tokenizer or checkpoint at hand do not belong together.
    case otherTokenizer(expected: String, found: String)
  }

  public let problem: Problem
  public let path: String

  public init(_ problem: Problem, path: String) {
    self.problem = problem
    self.path = path
  }

  public var description: String { "\(path): error: \(sentence)" }

  private var sentence: String {
    switch problem {
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .unwritable(let reason): "cannot be written: \(reason)"
    case .notATokenShard:
      "is not a token shard, or its writer was interrupted; make it again from the documents"
    case .unsupportedVersion(let found):
      "has version \(found); this program reads version \(TokenShardFormat.version)"
    case .wrongSize(let expected, let found):
      "has \(found) bytes; its header calls for \(expected): it was cut or is incomplete"
    case .damaged(let part, let byteOffset):
      "the checksum of its \(part) at byte \(byteOffset) does not match; make it again"
    case .malformed(let detail): detail
    case .tokenOutsideVocabulary(let token, let offset, let size):
      "token \(offset) is \(token), outside the vocabulary of \(size); was it made with another "
        + "tokenizer?"
    case .outOfRange(let detail): detail
    case .otherTokenizer(let expected, let found):
      "was made with the tokenizer \(found), but \(expected) is expected; tokenize the documents "
        + "with that tokenizer"
    }
  }
}
