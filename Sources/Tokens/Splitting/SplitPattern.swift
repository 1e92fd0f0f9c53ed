/// The split patterns of well-known tokenizers, each with a matcher written by hand.
///
/// The raw value is the name that settings and files use.
public enum SplitPattern: String, CaseIterable, Hashable, Sendable {
  /// GPT-2, r50k and p50k; also `ByteLevel` of Hugging Face tokenizers.
  case gpt2
  /// GPT-3.5 and GPT-4, as released with tiktoken.
  case cl100k
  /// GPT-4o, and o200k_harmony.
  case o200k
  /// Llama 3, and the other files that write GPT-4's pattern without possessive repeats.
  case llama3
  /// Qwen 2 and later: as Llama 3, each number by itself.
  case qwen2

  /// The pattern of a name: a raw value, or a name of tiktoken such as `cl100k_base` or
  /// `p50k_edit`.
  public init?(name: String) {
    switch name {
    case "gpt2", "r50k", "p50k", "r50k_base", "p50k_base", "p50k_edit": self = .gpt2
    case "cl100k", "cl100k_base": self = .cl100k
    case "o200k", "o200k_base", "o200k_harmony": self = .o200k
    case "llama3": self = .llama3
    case "qwen2": self = .qwen2
    default: return nil
    }
  }

  /// The pattern of an expression of a tokenizer.json, read in the syntax of Oniguruma; nil for one
  /// that no matcher is written for.
  ///
  /// The expression of `cl100k` is not among them: Oniguruma has no possessive `{1,3}+`.
  public init?(expression: String) {
    let known: [Self] = [.gpt2, .o200k, .llama3, .qwen2]
    let spelled = Self.spellings[expression]
    guard let pattern = spelled ?? known.first(where: { $0.expression == expression }) else {
      return nil
    }
    self = pattern
  }

  /// The expression, in the syntax of the tokenizers that use it.
  public var expression: String {
    switch self {
    case .gpt2:
      #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
    case .cl100k:
      #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+|"#
        + #" ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"#
    case .o200k:
      #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"#
        + #"(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"#
        + #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"#
        + #"(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|"#
        + #"\s*[\r\n]+|\s+(?!\S)|\s+"#
    case .llama3:
      #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|"#
        + #" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    case .qwen2:
      #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|"#
        + #" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    }
  }

  /// The steps by which a `tokenizer.json` splits with this pattern.
  public var steps: [SplitStep] {
    if self == .gpt2 { return [.byteLevel(addsPrefixSpace: false, splits: true)] }
    return [
      .split(
        .expression(self == .cl100k ? Self.cl100kInOniguruma : expression), .isolated,
        isInverted: false), .byteLevel(addsPrefixSpace: false, splits: false),
    ]
  }

  /// The pattern of cl100k where `{1,3}+` would be a repeat of a repeat and `$` the end of a line.
  private static let cl100kInOniguruma =
    #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}|"#
    + #" ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++\z|\s*[\r\n]|\s+(?!\S)|\s"#

  /// Other ways to write the same patterns.
  private static let spellings: [String: Self] = [
    cl100kInOniguruma: .cl100k,
    #"'s|'t|'re|'ve|'m|'ll|'d| ?[\p{L}]+| ?[\p{N}]+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#: .gpt2,
    #"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#: .gpt2,
  ]
}
