/// ROUGE-L of two texts: the share of tokens in their longest common subsequence.
///
/// Source: Lin 2004, "ROUGE: A package for automatic evaluation of summaries"; tokens and the value
/// as in Google's `rouge_score` 0.1.2 without stemming.
public struct RougeL: Sendable, Equatable {
  /// Length of the longest common subsequence.
  public let common: Int
  /// Tokens of the two texts.
  public let firstCount: Int
  public let secondCount: Int

  init(common: Int, firstCount: Int, secondCount: Int) {
    self.common = common
    self.firstCount = firstCount
    self.secondCount = secondCount
  }

  /// Compares two texts at a cost of O(m·n / 64).
  public init(
    of first: String, and second: String, tokenization: RougeTokenization = .automatic
  ) {
    var vocabulary = TokenVocabulary()
    let left = vocabulary.numbers(of: Array(first.utf8), tokenization).tokens
    let right = vocabulary.numbers(of: Array(second.utf8), tokenization).tokens
    var subsequence = CommonSubsequence()
    subsequence.fix(left, vocabularySize: vocabulary.count)
    common = subsequence.length(with: right) ?? 0
    firstCount = left.count
    secondCount = right.count
  }

  /// F1 in 0 … 1, computed from precision and recall as the original does; 0 when a side is empty.
  public var score: Double {
    guard common > 0 else { return 0 }
    let precision = Double(common) / Double(secondCount)
    let recall = Double(common) / Double(firstCount)
    return 2 * precision * recall / (precision + recall)
  }

  /// Whether this score is higher than another's, decided in integers.
  func isHigher(than other: RougeL) -> Bool {
    common * (other.firstCount + other.secondCount) > other.common * (firstCount + secondCount)
  }
}

extension TokenVocabulary {
  /// The token numbers of a text and the tokenization used.
  mutating func numbers(
    of text: [UInt8], _ tokenization: RougeTokenization
  ) -> (tokens: [UInt32], tokenization: RougeTokenization) {
    var tokens: [UInt32] = []
    let used = RougeTokenizer.forEachToken(of: text, tokenization) {
      tokens.append(number(of: $0))
    }
    return (tokens, used)
  }
}
