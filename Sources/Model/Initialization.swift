import Glibc

extension Transformer {
  /// Fills the parameters for the start of training.
  ///
  /// Weights and embeddings: normal with deviation 0.02; the two layers that write to the residual
  /// stream: 0.02 / sqrt(2 · layers); biases 0, norms 1. Source: Radford et al. 2019, section 2.3, and
  /// its released code. Each tensor has its own stream, so a value depends on seed and place alone.
  func initialize(seed: UInt64) {
    let residual = 0.02 / Double(2 * configuration.layers).squareRoot()
    for (ordinal, tensor) in layout.tensors.enumerated() {
      let values = UnsafeMutableBufferPointer(
        start: pointer(tensor.kind, layer: tensor.layer), count: layout.size(tensor.kind))
      switch tensor.kind {
      case .norm1Weight, .norm2Weight, .finalNormWeight:
        values.update(repeating: 1)
      case .norm1Bias, .norm2Bias, .finalNormBias, .attentionBias, .projectionBias, .expandBias,
        .contractBias:
        values.update(repeating: 0)
      case .projectionWeight, .contractWeight:
        Self.fillNormal(
          values, deviation: residual, Philox(seed: seed, purpose: UInt64(ordinal + 1)))
      case .tokenEmbedding, .positionEmbedding, .attentionWeight, .expandWeight:
        Self.fillNormal(values, deviation: 0.02, Philox(seed: seed, purpose: UInt64(ordinal + 1)))
      }
    }
  }

  /// Box and Muller 1958: four uniform values give four normal ones.
  private static func fillNormal(
    _ values: UnsafeMutableBufferPointer<Float>, deviation: Double, _ random: Philox
  ) {
    var index = 0
    while index < values.count {
      let bits = random.block(UInt64(index / 4))
      for pair in 0..<2 {
        let radius = deviation * (-2 * log((Double(bits[2 * pair]) + 0.5) * 0x1p-32)).squareRoot()
        let angle = 2 * Double.pi * Double(bits[2 * pair + 1]) * 0x1p-32
        if index + 2 * pair < values.count { values[index + 2 * pair] = Float(radius * cos(angle)) }
        if index + 2 * pair + 1 < values.count {
          values[index + 2 * pair + 1] = Float(radius * sin(angle))
        }
      }
      index += 4
    }
  }
}
