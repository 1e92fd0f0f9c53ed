import Model
import Testing

@Suite("Random numbers")
struct PhiloxTests {
  @Test("are those of the Random123 distribution's known answers for Philox4x32-10")
  func knownAnswers() {
    // From kat_vectors of Random123 1.14: counter, key, result.
    #expect(Philox(seed: 0).block(0) == [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8])
    #expect(
      Philox(seed: .max).block(.max, .max) == [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD])
    #expect(
      Philox(seed: 0x299F_31D0_A409_3822).block(0x85A3_08D3_243F_6A88, 0x0370_7344_1319_8A2E)
        == [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1])
  }

  @Test("the first weights have the deviations of the recipe and depend on the seed alone")
  func initialization() throws {
    var configuration = ModelConfiguration()
    configuration.vocabularySize = 301
    configuration.contextLength = 40
    configuration.layers = 3
    configuration.width = 60
    configuration.heads = 4
    let model = try Transformer(configuration: configuration, seed: 11)
    #expect(
      try model.parameters.copy
        == Transformer(configuration: configuration, seed: 11).parameters.copy)
    #expect(
      try model.parameters.copy
        != Transformer(configuration: configuration, seed: 12).parameters.copy)
    for kind in ParameterKind.allCases {
      let first = model.layout.offset(kind)
      let values = model.parameters.copy[first..<first + model.layout.stackedSize(kind)].map(
        Double.init)
      let mean = values.reduce(0, +) / Double(values.count)
      let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
        .squareRoot()
      switch kind {
      case .tokenEmbedding, .positionEmbedding, .attentionWeight, .expandWeight:
        #expect(abs(mean) < 2e-3 && abs(deviation - 0.02) < 2e-3, "\(kind)")
      case .projectionWeight, .contractWeight:
        #expect(abs(mean) < 1e-3 && abs(deviation - 0.02 / 6.0.squareRoot()) < 1e-3, "\(kind)")
      case .norm1Weight, .norm2Weight, .finalNormWeight:
        #expect(values.allSatisfy { $0 == 1 })
      default:
        #expect(values.allSatisfy { $0 == 0 })
      }
    }
  }
}
