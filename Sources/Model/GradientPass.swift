/// A training pass: forward, loss and the gradients of every parameter.
package final class GradientPass {
  private let pass: TransformerPass
  private let storage: FloatStorage
  /// Gradients of: the residual stream (R, C), one value per row and column (R, C), the attention's
  /// input (R, 3C), the wide layer (R, 4C).
  private let dresidual, dnarrow, dqkv, dwide: Floats

  package init(
    model: Transformer, sequences: Int, sequenceLength: Int, precision: Precision
  ) throws {
    pass = try TransformerPass(
      model: model, sequences: sequences, sequenceLength: sequenceLength, precision: precision,
      training: true)
    let width = pass.rows * model.configuration.width
    let hidden = pass.rows * model.configuration.hiddenWidth
    storage = try FloatStorage(count: 5 * width + hidden)
    dresidual = storage.base
    dnarrow = dresidual + width
    dqkv = dnarrow + width
    dwide = dqkv + 3 * width
  }

  /// Adds the gradients of `lossScale` times the summed loss to `gradients`, which has the layout of the
  /// parameters, and returns the summed loss.
  ///
  /// tokens, targets (B, T), checked by the caller, B being `sequences`; a target of -1 counts
  /// neither in the loss nor in any gradient. `starts` as in `TransformerPass.loss`. For the mean over an accumulated batch, `lossScale` is one over its number of
  /// targets: averaging micro-batch means would be wrong where their masks differ.
  package func accumulate(
    tokens: UnsafePointer<Int32>, targets: UnsafePointer<Int32>,
    starts: UnsafePointer<Int32>? = nil, sequences: Int, lossScale: Float,
    into gradients: FloatStorage
  ) -> Double {
    let model = pass.model
    let layout = model.layout
    func gradient(_ kind: ParameterKind, layer: Int = 0) -> Floats {
      gradients.base + layout.offset(kind, layer: layer)
    }
    let shape = model.configuration
    pass.use(sequences)
    pass.forward(tokens, starts: starts)
    let total = head(targets, lossScale, gradient(.tokenEmbedding))
    dresidual.update(repeating: 0, count: pass.rows * shape.width)
    Kernels.layerNormGradient(
      dresidual, dweight: gradient(.finalNormWeight), dbias: gradient(.finalNormBias), dnarrow,
      pass.residuals[shape.layers], mean: pass.finalMean, rstd: pass.finalRSTD,
      weight: model.pointer(.finalNormWeight), rows: pass.rows, C: shape.width)
    for layer in (0..<shape.layers).reversed() {
      backTransform(layer) { gradient($0, layer: layer) }
      backAttend(layer, starts) { gradient($0, layer: layer) }
    }
    Kernels.embeddingGradient(
      gradient(.tokenEmbedding), gradient(.positionEmbedding), tokens: tokens,
      starts: starts, dresidual, B: pass.active, T: pass.sequenceLength, C: shape.width)
    return total
  }

  /// The loss, and the gradients of the tied head and, in `dnarrow`, of the final norm's output.
  private func head(
    _ targets: UnsafePointer<Int32>, _ lossScale: Float, _ dembedding: Floats
  ) -> Double {
    let shape = pass.model.configuration
    var total = 0.0
    pass.forEachHeadChunk { first, count in
      total += pass.headLoss(first, count, targets, scale: lossScale)
      Kernels.linearInputGradient(
        dnarrow + first * shape.width, pass.logits, doutStride: pass.logitStride,
        pass.model.pointer(.tokenEmbedding), rows: count, outputs: shape.vocabularySize,
        inputs: shape.width, pass.precision)
      Kernels.linearWeightGradient(
        dembedding, pass.logits, doutStride: pass.logitStride,
        pass.finalNorm + first * shape.width, rows: count, outputs: shape.vocabularySize,
        inputs: shape.width, pass.precision)
    }
    return total
  }

  private func backTransform(_ layer: Int, _ gradient: (ParameterKind) -> Floats) {
    let model = pass.model
    let kept = pass.layers[layer]
    let rows = pass.rows
    let C = model.configuration.width
    let hidden = model.configuration.hiddenWidth
    Kernels.linearInputGradient(
      dwide, dresidual, model.pointer(.contractWeight, layer: layer), rows: rows, outputs: C,
      inputs: hidden, pass.precision)
    Kernels.linearWeightGradient(
      gradient(.contractWeight), dresidual, kept.activated, rows: rows, outputs: C, inputs: hidden,
      pass.precision)
    Kernels.biasGradient(gradient(.contractBias), dresidual, rows: rows, C: C)
    Kernels.geluGradient(dwide, before: kept.expanded, dwide, rows: rows, C: hidden)
    Kernels.biasGradient(gradient(.expandBias), dwide, rows: rows, C: hidden)
    Kernels.linearInputGradient(
      dnarrow, dwide, model.pointer(.expandWeight, layer: layer), rows: rows, outputs: hidden,
      inputs: C, pass.precision)
    Kernels.linearWeightGradient(
      gradient(.expandWeight), dwide, kept.norm2, rows: rows, outputs: hidden, inputs: C,
      pass.precision)
    Kernels.layerNormGradient(
      dresidual, dweight: gradient(.norm2Weight), dbias: gradient(.norm2Bias), dnarrow, kept.middle,
      mean: kept.norm2Mean, rstd: kept.norm2RSTD, weight: model.pointer(.norm2Weight, layer: layer),
      rows: rows, C: C)
  }

  private func backAttend(
    _ layer: Int, _ starts: UnsafePointer<Int32>?, _ gradient: (ParameterKind) -> Floats
  ) {
    let model = pass.model
    let kept = pass.layers[layer]
    let rows = pass.rows
    let C = model.configuration.width
    Kernels.linearInputGradient(
      dnarrow, dresidual, model.pointer(.projectionWeight, layer: layer), rows: rows, outputs: C,
      inputs: C, pass.precision)
    Kernels.linearWeightGradient(
      gradient(.projectionWeight), dresidual, kept.attention, rows: rows, outputs: C, inputs: C,
      pass.precision)
    Kernels.biasGradient(gradient(.projectionBias), dresidual, rows: rows, C: C)
    Kernels.attentionGradient(
      dqkv, dnarrow, out: kept.attention, logSums: kept.logSums, kept.qkv, starts: starts,
      B: pass.active, T: pass.sequenceLength, C: C, H: model.configuration.heads, pass.precision)
    Kernels.biasGradient(gradient(.attentionBias), dqkv, rows: rows, C: 3 * C)
    Kernels.linearInputGradient(
      dnarrow, dqkv, model.pointer(.attentionWeight, layer: layer), rows: rows, outputs: 3 * C,
      inputs: C, pass.precision)
    Kernels.linearWeightGradient(
      gradient(.attentionWeight), dqkv, kept.norm1, rows: rows, outputs: 3 * C, inputs: C,
      pass.precision)
    Kernels.layerNormGradient(
      dresidual, dweight: gradient(.norm1Weight), dbias: gradient(.norm1Bias), dnarrow,
      pass.residuals[layer], mean: kept.norm1Mean, rstd: kept.norm1RSTD,
      weight: model.pointer(.norm1Weight, layer: layer), rows: rows, C: C)
  }
}
