/// A language model as black-box tests see it: text in, token probabilities out.
public protocol TokenScoring {
  /// The tokens of a text, without any mark of a start.
  mutating func tokens(of text: [UInt8]) throws -> [Int32]

  /// The natural logarithms of the probabilities of a document's tokens, each given those before it.
  ///
  /// - Parameter tokens: of a document from its start.
  /// - Returns: a value for each token; the first may be left out where the model has no mark of a start.
  mutating func logProbabilities(of tokens: [Int32]) throws -> [Double]
}
