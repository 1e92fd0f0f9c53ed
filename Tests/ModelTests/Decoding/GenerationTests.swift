import Glibc
import Model
import TestSupport
import Testing

@Suite("Decoding")
struct GenerationTests {
  private static func goldenModel() throws -> (Transformer, GoldenDump) {
    let golden = try GoldenDump.load()
    let model = try Transformer(configuration: golden.configuration, seed: 0)
    model.parameters.fill(from: golden.weights)
    return (model, golden)
  }

  private static func logLoss(_ logits: UnsafeBufferPointer<Float>, _ target: Int32) -> Double {
    let largest = Double(logits.max() ?? 0)
    let total = logits.reduce(0.0) { $0 + exp(Double($1) - largest) }
    return largest + log(total) - Double(logits[Int(target)])
  }

  @Test(
    "the logits over a cache give PyTorch's loss, in one go, in pieces, and token by token",
    arguments: instructionSets, [1, 5, 27])
  func cachedLogits(instructionSet: String, piece: Int) throws {
    try with(instructionSet: instructionSet) {
      let (model, golden) = try Self.goldenModel()
      var total = 0.0
      var count = 0
      for row in 0..<golden.sequences {
        let range = row * golden.sequenceLength..<(row + 1) * golden.sequenceLength
        let tokens = Array(golden.inputs[range])
        for end in 1...tokens.count where piece == 1 || end % piece == 0 {
          let session = try DecodingSession(model)
          for first in stride(from: 0, to: end, by: piece) {
            try session.append(Array(tokens[first..<min(first + piece, end)]))
          }
          total += withExtendedLifetime(session) {
            Self.logLoss(session.logits, golden.targets[range.lowerBound + end - 1])
          }
          count += 1
        }
      }
      if piece == 1 { #expect(abs(total / Double(count) - Double(golden.losses[0])) < 1e-5) }
      let pass = try TransformerPass(
        model: model, sequences: golden.sequences, sequenceLength: golden.sequenceLength,
        precision: .fp32, training: false)
      let masked = golden.targets.enumerated().map { index, target in
        piece == 1 || (index % golden.sequenceLength + 1) % piece == 0 ? target : -1
      }
      let expected = pass.loss(
        tokens: golden.inputs, targets: masked, sequences: golden.sequences)
      #expect(abs(total - expected) < 1e-4 * Double(count))
    }
  }

  @Test("stops at a stop token, at the length, at the end of the context, or when told to")
  func stopping() throws {
    try ExclusiveCompute.run {
      let (model, _) = try Self.goldenModel()
      var settings = SamplingSettings()
      settings.temperature = 0
      settings.maximumTokens = 100
      let full = try model.generate(after: [3, 5], settings: settings)
      // 27 positions: two of the prompt, and a token is drawn after the last.
      #expect(full.reason == .contextFull && full.tokens.count == 26)
      settings.maximumTokens = 4
      let short = try model.generate(after: [3, 5], settings: settings)
      #expect(short.tokens == Array(full.tokens[..<4]) && short.reason == .length)
      let stop = full.tokens[3]
      settings.stopTokens = [stop]
      let stopped = try model.generate(after: [3, 5], settings: settings)
      let first = try #require(full.tokens.firstIndex(of: stop))
      #expect(stopped.tokens == Array(full.tokens[..<first]) && stopped.reason == .stopToken)
      settings.stopTokens = []
      var seen: [Int32] = []
      let cancelled = try model.generate(after: [3, 5], settings: settings) {
        seen.append($0)
        return seen.count < 2
      }
      #expect(cancelled.reason == .cancelled && cancelled.tokens == seen && seen.count == 2)
      settings.maximumTokens = 0
      #expect(try model.generate(after: [3], settings: settings).tokens.isEmpty)
    }
  }

  @Test("the same seed writes the same text, another seed another")
  func seeds() throws {
    try ExclusiveCompute.run {
      let (model, _) = try Self.goldenModel()
      func tokens(_ seed: UInt64) throws -> [Int32] {
        var settings = SamplingSettings()
        settings.seed = seed
        settings.maximumTokens = 20
        return try model.generate(after: [1], settings: settings).tokens
      }
      #expect(try tokens(1) == tokens(1) && tokens(1) != tokens(2))
    }
  }

  @Test("a prompt that is empty, too long or of another vocabulary is refused and takes nothing in")
  func badPrompts() throws {
    try ExclusiveCompute.run {
      let (model, _) = try Self.goldenModel()
      let cases: [([Int32], ModelError.Kind)] = [
        ([], .settings), ([Int32](repeating: 1, count: 28), .contextExceeded),
        ([0, 211], .tokenOutOfRange), ([0, -1], .tokenOutOfRange),
      ]
      for (prompt, kind) in cases {
        let error = #expect(throws: ModelError.self) {
          _ = try model.generate(after: prompt, settings: SamplingSettings())
        }
        #expect(error?.kind == kind)
      }
      let session = try DecodingSession(model)
      #expect(throws: ModelError.self) { try session.append([2, 400]) }
      #expect(session.position == 0)
    }
  }

  @Test("a model of impossible size is refused before anything is allocated")
  func impossibleSizes() {
    let edits: [(String, (inout ModelConfiguration) -> Void)] = [
      ("heads", { $0.heads = 7 }), ("width", { $0.width = Int.max }), ("layers", { $0.layers = 0 }),
      ("vocabularySize", { $0.vocabularySize = 1 << 40 }),
      ("contextLength", { $0.contextLength = -1 }),
      ("endOfTextToken", { $0.endOfTextToken = 50257 }),
      ("layerNormEpsilon", { $0.layerNormEpsilon = .nan }),
      ("memory", { ($0.layers, $0.width, $0.heads) = (1024, 65536, 1) }),
    ]
    for (place, edit) in edits {
      var configuration = ModelConfiguration()
      edit(&configuration)
      let error = #expect(throws: ModelError.self) {
        _ = try Transformer(configuration: configuration, seed: 0)
      }
      #expect(error?.place == place)
    }
  }
}
