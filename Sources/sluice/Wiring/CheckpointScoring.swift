import Contamination
import Model
import Tokens

/// A checkpoint as black-box tests see it.
///
/// A document begins with the tokenizer's end-of-text token, as in training; without one its first token
/// is given and has no probability.
struct CheckpointScoring: TokenScoring {
  private let scoring: SequenceScoring
  private let encoder: TokenEncoder
  private let start: [Int32]

  /// Opens a Hugging Face checkpoint folder with its tokenizer.
  init(checkpoint folder: String) throws {
    let sampling = try TextSampling(checkpoint: folder)
    scoring = SequenceScoring(sampling.model)
    encoder = sampling.tokenizer.makeEncoder()
    start = sampling.tokenizer.endOfText.map { [Int32($0)] } ?? []
  }

  mutating func tokens(of text: [UInt8]) throws -> [Int32] {
    try encoder.encode(text).map { Int32($0) }
  }

  mutating func logProbabilities(of tokens: [Int32]) throws -> [Double] {
    try scoring.logProbabilities(of: start + tokens).map(Double.init)
  }
}
