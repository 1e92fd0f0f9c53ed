import Glibc
import Model
import TestSupport
import Testing

@Suite struct SequenceScoringTests {
  private static func model(contextLength: Int) throws -> Transformer {
    var configuration = ModelConfiguration()
    configuration.vocabularySize = 37
    configuration.contextLength = contextLength
    configuration.layers = 2
    configuration.width = 24
    configuration.heads = 3
    return try Transformer(configuration: configuration, seed: 5)
  }

  private static func tokens(_ count: Int, seed: UInt64) -> [Int32] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in Int32.random(in: 0..<37, using: &random) }
  }

  /// The logarithm of the last token's probability after the others, from a decoding session's logits.
  private static func decoded(_ model: Transformer, _ tokens: ArraySlice<Int32>) throws -> Double {
    let session = try DecodingSession(model)
    try session.append(Array(tokens.dropLast()))
    let logits = session.logits.map(Double.init)
    let largest = logits.max() ?? 0
    let sum = logits.reduce(0) { $0 + exp($1 - largest) }
    return logits[Int(tokens.last ?? 0)] - largest - log(sum)
  }

  @Test("values are those of decoding token by token", arguments: [2, 3, 9, 24, 25])
  func decoding(count: Int) throws {
    try ExclusiveCompute.run {
      let model = try Self.model(contextLength: 24)
      let tokens = Self.tokens(count, seed: UInt64(count))
      let values = try SequenceScoring(model).logProbabilities(of: tokens)
      #expect(values.count == count - 1)
      for (index, value) in values.enumerated() {
        let expected = try Self.decoded(model, tokens[...(index + 1)])
        #expect(abs(Double(value) - expected) < 1e-4)
      }
    }
  }

  @Test(
    "beyond the context every token is given at least half of one", arguments: [26, 37, 60, 101])
  func windows(count: Int) throws {
    try ExclusiveCompute.run {
      let model = try Self.model(contextLength: 24)
      let tokens = Self.tokens(count, seed: UInt64(count))
      let scoring = SequenceScoring(model)
      let values = try scoring.logProbabilities(of: tokens)
      #expect(values.count == count - 1)
      for (index, value) in values.enumerated() {
        // Windows begin at multiples of 12, the last where it ends with the sequence.
        let step = index < 24 ? 0 : (index - 24) / 12 * 12 + 12
        let start = min(step, count - 1 - 24)
        let expected = try Self.decoded(model, tokens[start...(index + 1)])
        #expect(abs(Double(value) - expected) < 1e-4, "token \(index + 1)")
        #expect(index < 24 || index + 1 - start > 12)
      }
      // A pass that is kept changes nothing.
      #expect(try scoring.logProbabilities(of: tokens) == values)
    }
  }

  @Test func `one token alone has no value, and a token beyond the vocabulary is refused`() throws {
    try ExclusiveCompute.run {
      let scoring = SequenceScoring(try Self.model(contextLength: 8))
      #expect(try scoring.logProbabilities(of: [3]).isEmpty)
      #expect(throws: ModelError.self) { try scoring.logProbabilities(of: [3, 37]) }
    }
  }
}
