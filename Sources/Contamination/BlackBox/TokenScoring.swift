/// A language model as black-box tests see it: text in, token probabilities out.
public protocol TokenScoring {
  /// The natural logarithms of the probabilities of a document's tokens, each given those before it.
  ///
  /// - Parameter text: the document from its start, as UTF-8.
  /// - Returns: a value for each token; the first may be left out where the model has no mark of a start.
  /// - Throws: what keeps the model from answering.
  mutating func logProbabilities(of text: [UInt8]) throws -> [Double]
}
