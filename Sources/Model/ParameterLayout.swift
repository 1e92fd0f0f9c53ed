/// One kind of trained tensor of a GPT-2-style model; blocks have one of each kind from `norm1Weight` on.
package enum ParameterKind: Int, CaseIterable, Sendable {
  case tokenEmbedding, positionEmbedding
  case norm1Weight, norm1Bias, attentionWeight, attentionBias, projectionWeight, projectionBias
  case norm2Weight, norm2Bias, expandWeight, expandBias, contractWeight, contractBias
  case finalNormWeight, finalNormBias

  package var isPerLayer: Bool {
    rawValue >= ParameterKind.norm1Weight.rawValue
      && rawValue < ParameterKind.finalNormWeight.rawValue
  }
}

/// Where each tensor lies in the one flat block of parameters.
///
/// Kinds follow each other in the order of `ParameterKind`, and a kind's layers lie side by side, so
/// that gradients and optimiser state of the same shape need no index of their own. Linear weights are
/// (outputs, inputs), row-major.
package struct ParameterLayout: Sendable {
  package let count: Int
  package let layers: Int
  private let offsets: [Int]
  private let shapes: [[Int]]

  package init(_ configuration: ModelConfiguration) {
    let width = configuration.width
    let hidden = configuration.hiddenWidth
    layers = configuration.layers
    shapes = ParameterKind.allCases.map { kind in
      switch kind {
      case .tokenEmbedding: [configuration.vocabularySize, width]
      case .positionEmbedding: [configuration.contextLength, width]
      case .attentionWeight: [3 * width, width]
      case .attentionBias: [3 * width]
      case .projectionWeight: [width, width]
      case .expandWeight: [hidden, width]
      case .expandBias: [hidden]
      case .contractWeight: [width, hidden]
      case .norm1Weight, .norm1Bias, .projectionBias, .norm2Weight, .norm2Bias, .contractBias,
        .finalNormWeight, .finalNormBias:
        [width]
      }
    }
    var offset = 0
    var offsets: [Int] = []
    for kind in ParameterKind.allCases {
      offsets.append(offset)
      let copies = kind.isPerLayer ? configuration.layers : 1
      offset += shapes[kind.rawValue].reduce(copies, *)
    }
    self.offsets = offsets
    count = offset
  }

  package func shape(_ kind: ParameterKind) -> [Int] { shapes[kind.rawValue] }

  /// Floats of one tensor of the kind.
  package func size(_ kind: ParameterKind) -> Int { shapes[kind.rawValue].reduce(1, *) }

  /// Floats of the kind over all layers; they lie side by side from `offset(kind)`.
  package func stackedSize(_ kind: ParameterKind) -> Int {
    size(kind) * (kind.isPerLayer ? layers : 1)
  }

  package func offset(_ kind: ParameterKind, layer: Int = 0) -> Int {
    offsets[kind.rawValue] + layer * size(kind)
  }

  /// Every tensor, in the order of the flat block.
  package var tensors: [(kind: ParameterKind, layer: Int)] {
    ParameterKind.allCases.flatMap { kind in
      (0..<(kind.isPerLayer ? layers : 1)).map { (kind, $0) }
    }
  }
}
