extension ParameterKind {
  /// The tensor's name in a Hugging Face GPT-2 checkpoint, without the optional `transformer.`.
  func huggingFaceName(layer: Int) -> String {
    switch self {
    case .tokenEmbedding: "wte.weight"
    case .positionEmbedding: "wpe.weight"
    case .norm1Weight: "h.\(layer).ln_1.weight"
    case .norm1Bias: "h.\(layer).ln_1.bias"
    case .attentionWeight: "h.\(layer).attn.c_attn.weight"
    case .attentionBias: "h.\(layer).attn.c_attn.bias"
    case .projectionWeight: "h.\(layer).attn.c_proj.weight"
    case .projectionBias: "h.\(layer).attn.c_proj.bias"
    case .norm2Weight: "h.\(layer).ln_2.weight"
    case .norm2Bias: "h.\(layer).ln_2.bias"
    case .expandWeight: "h.\(layer).mlp.c_fc.weight"
    case .expandBias: "h.\(layer).mlp.c_fc.bias"
    case .contractWeight: "h.\(layer).mlp.c_proj.weight"
    case .contractBias: "h.\(layer).mlp.c_proj.bias"
    case .finalNormWeight: "ln_f.weight"
    case .finalNormBias: "ln_f.bias"
    }
  }

  /// Whether those checkpoints store the weight as (inputs, outputs), the transpose of ours.
  var isTransposedInHuggingFace: Bool {
    switch self {
    case .attentionWeight, .projectionWeight, .expandWeight, .contractWeight: true
    default: false
    }
  }
}

/// The transpose of a (rows, columns) matrix, in squares that stay in the cache.
func transposed(_ values: UnsafePointer<Float>, rows: Int, columns: Int) -> [Float] {
  let square = 32
  return [Float](unsafeUninitializedCapacity: rows * columns) { buffer, count in
    for firstRow in stride(from: 0, to: rows, by: square) {
      for firstColumn in stride(from: 0, to: columns, by: square) {
        for row in firstRow..<min(firstRow + square, rows) {
          for column in firstColumn..<min(firstColumn + square, columns) {
            buffer[column * rows + row] = values[row * columns + column]
          }
        }
      }
    }
    count = rows * columns
  }
}
