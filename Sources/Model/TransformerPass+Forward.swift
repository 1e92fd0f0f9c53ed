extension TransformerPass {
  /// Embeds the tokens and runs every block and the final norm.
  ///
  /// tokens (B, T); starts (B, T), or nil where every sequence is one document.
  ///
  /// x += projection(attention(norm1(x))); x += contract(gelu(expand(norm2(x)))): pre-norm blocks as in
  /// Radford et al. 2019.
  func forward(_ tokens: UnsafePointer<Int32>, starts: UnsafePointer<Int32>?) {
    let shape = model.configuration
    Kernels.embedding(
      residuals[0], tokens: tokens, tokenTable: model.pointer(.tokenEmbedding),
      positionTable: model.pointer(.positionEmbedding), starts: starts, B: active,
      T: sequenceLength, C: shape.width)
    for layer in 0..<shape.layers {
      attend(layer, starts)
      transform(layer)
    }
    Kernels.layerNorm(
      finalNorm, mean: finalMean, rstd: finalRSTD, residuals[shape.layers],
      weight: model.pointer(.finalNormWeight), bias: model.pointer(.finalNormBias),
      epsilon: shape.layerNormEpsilon, rows: rows, C: shape.width)
  }

  /// The attention half of a block: middle = x + projection(attention(norm1(x))).
  private func attend(_ layer: Int, _ starts: UnsafePointer<Int32>?) {
    let shape = model.configuration
    let kept = layers[layer]
    let C = shape.width
    Kernels.layerNorm(
      kept.norm1, mean: kept.norm1Mean, rstd: kept.norm1RSTD, residuals[layer],
      weight: model.pointer(.norm1Weight, layer: layer),
      bias: model.pointer(.norm1Bias, layer: layer), epsilon: shape.layerNormEpsilon, rows: rows,
      C: C)
    Kernels.linear(
      kept.qkv, kept.norm1, model.pointer(.attentionWeight, layer: layer), rows: rows,
      outputs: 3 * C, inputs: C, precision)
    Kernels.addBias(kept.qkv, model.pointer(.attentionBias, layer: layer), rows: rows, C: 3 * C)
    Kernels.attention(
      kept.attention, logSums: kept.logSums, kept.qkv, starts: starts, B: active,
      T: sequenceLength, C: C, H: shape.heads, precision)
    Kernels.linear(
      kept.middle, kept.attention, model.pointer(.projectionWeight, layer: layer), rows: rows,
      outputs: C, inputs: C, precision)
    Kernels.addBias(
      kept.middle, model.pointer(.projectionBias, layer: layer), residual: residuals[layer],
      rows: rows, C: C)
  }

  /// The other half: the next x = middle + contract(gelu(expand(norm2(middle)))).
  private func transform(_ layer: Int) {
    let shape = model.configuration
    let kept = layers[layer]
    let C = shape.width
    let hidden = shape.hiddenWidth
    Kernels.layerNorm(
      kept.norm2, mean: kept.norm2Mean, rstd: kept.norm2RSTD, kept.middle,
      weight: model.pointer(.norm2Weight, layer: layer),
      bias: model.pointer(.norm2Bias, layer: layer), epsilon: shape.layerNormEpsilon, rows: rows,
      C: C)
    Kernels.linear(
      kept.expanded, kept.norm2, model.pointer(.expandWeight, layer: layer), rows: rows,
      outputs: hidden, inputs: C, precision)
    Kernels.biasGELU(
      kept.activated, before: kept.expanded, model.pointer(.expandBias, layer: layer), rows: rows,
      C: hidden)
    Kernels.linear(
      residuals[layer + 1], kept.activated, model.pointer(.contractWeight, layer: layer),
      rows: rows,
      outputs: C, inputs: hidden, precision)
    Kernels.addBias(
      residuals[layer + 1], model.pointer(.contractBias, layer: layer), residual: kept.middle,
      rows: rows, C: C)
  }
}
