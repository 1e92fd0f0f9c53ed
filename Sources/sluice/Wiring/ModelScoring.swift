import Contamination
import Instruct
import Model
import Pipelines
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

  func logProbabilities(of text: [UInt8]) throws -> [Double] {
    try InputOptions.stopIfInterrupted()
    let tokens = try start + encoder.encode(text).map { Int32($0) }
    return try scoring.logProbabilities(of: tokens).map(Double.init)
  }
}

/// A server as black-box tests see it; one that echoes prompts with log-probabilities.
struct ServerScoring: TokenScoring {
  private let generator: HTTPGenerator
  /// The server's name of its model.
  let model: String

  /// Waits for the server to be ready.
  init(address: String, model: String) throws {
    var settings = HTTPGeneratorSettings(address: address)
    settings.model = model
    do {
      generator = try HTTPGenerator(settings: settings)
    } catch {
      throw CommandError("--server is \(error.found); expected \(error.expected)", status: .usage)
    }
    self.model = try generator.prepare { programCancellation.isRequested }.name
  }

  func logProbabilities(of text: [UInt8]) throws -> [Double] {
    try InputOptions.stopIfInterrupted()
    return try generator.logProbabilities(of: String(decoding: text, as: UTF8.self)) {
      programCancellation.isRequested
    }
  }
}
