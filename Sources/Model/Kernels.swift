internal import CKernels

/// A row-major block of floats; its shape is said where it is used.
package typealias Floats = UnsafeMutablePointer<Float>

/// The only door to the C kernels: names, argument order and integer types of Swift.
///
/// Letters as in the headers of `CKernels`: `B` sequences of `T` positions, width `C`, `H` heads, `V`
/// words. Nothing here checks a shape; the types above it do.
package enum Kernels {
  package static var threads: Int { Int(sluice_pool_threads()) }
  package static func setThreads(_ count: Int) { sluice_pool_resize(Int32(count)) }
  package static var instructionSet: String { String(cString: sluice_isa_name(sluice_isa())) }
  package static var hasBF16: Bool { sluice_has_bf16() }
  package static var prefersBF16: Bool { sluice_prefers_bf16() }

  /// The instruction sets this CPU runs, by name.
  package static var instructionSets: [String] {
    (0..<Int32(SLUICE_ISA_COUNT)).filter { sluice_isa_available($0) }
      .map { String(cString: sluice_isa_name($0)) }
  }

  /// Switches all kernels; nil goes back to the best.
  ///
  /// For tests; not while kernels run.
  @discardableResult
  package static func forceInstructionSet(_ name: String?) -> Bool {
    guard let name else { return sluice_force_isa(Int32(SLUICE_ISA_BEST)) }
    let match = (0..<Int32(SLUICE_ISA_COUNT)).first { String(cString: sluice_isa_name($0)) == name }
    return match.map { sluice_force_isa($0) } ?? false
  }

  /// A linear layer without bias: out (rows, outputs) = x (rows, inputs) · weight (outputs, inputs)ᵀ.
  static func linear(
    _ out: Floats, outStride: Int? = nil, _ x: Floats, _ weight: Floats, rows: Int, outputs: Int,
    inputs: Int, _ precision: Precision
  ) {
    var product = product(rows, outputs, inputs, precision)
    (product.a, product.a_stride) = (UnsafePointer(x), inputs)
    (product.b, product.b_stride, product.transpose_b) = (UnsafePointer(weight), inputs, true)
    (product.c, product.c_stride) = (out, outStride ?? outputs)
    sluice_matmul(&product)
  }

  /// dx (rows, inputs) = dout (rows, outputs) · weight (outputs, inputs).
  static func linearInputGradient(
    _ dx: Floats, _ dout: Floats, doutStride: Int? = nil, _ weight: Floats, rows: Int, outputs: Int,
    inputs: Int, _ precision: Precision
  ) {
    var product = product(rows, inputs, outputs, precision)
    (product.a, product.a_stride) = (UnsafePointer(dout), doutStride ?? outputs)
    (product.b, product.b_stride) = (UnsafePointer(weight), inputs)
    (product.c, product.c_stride) = (dx, inputs)
    sluice_matmul(&product)
  }

  /// dweight (outputs, inputs) += dout (rows, outputs)ᵀ · x (rows, inputs).
  static func linearWeightGradient(
    _ dweight: Floats, _ dout: Floats, doutStride: Int? = nil, _ x: Floats, rows: Int, outputs: Int,
    inputs: Int, _ precision: Precision
  ) {
    var product = product(outputs, inputs, rows, precision)
    (product.a, product.a_stride, product.transpose_a) =
      (UnsafePointer(dout), doutStride ?? outputs, true)
    (product.b, product.b_stride) = (UnsafePointer(x), inputs)
    (product.c, product.c_stride, product.accumulate) = (dweight, inputs, true)
    sluice_matmul(&product)
  }

  private static func product(
    _ rows: Int, _ columns: Int, _ depth: Int, _ precision: Precision
  ) -> sluice_product {
    var product = sluice_product()
    (product.M, product.N, product.K) = (rows, columns, depth)
    product.precision = code(precision)
    return product
  }

  private static func code(_ precision: Precision) -> Int32 {
    Int32(precision == .bf16 ? SLUICE_BF16 : SLUICE_FP32)
  }

  static func layerNorm(
    _ out: Floats, mean: Floats, rstd: Floats, _ x: Floats, weight: Floats, bias: Floats,
    epsilon: Float, rows: Int, C: Int
  ) {
    sluice_layernorm_forward(out, mean, rstd, x, weight, bias, epsilon, rows, C)
  }

  static func layerNormGradient(
    _ dx: Floats, dweight: Floats, dbias: Floats, _ dout: Floats, _ x: Floats, mean: Floats,
    rstd: Floats, weight: Floats, rows: Int, C: Int
  ) {
    sluice_layernorm_backward(dx, dweight, dbias, dout, x, mean, rstd, weight, rows, C)
  }

  static func addBias(_ x: Floats, _ bias: Floats, residual: Floats? = nil, rows: Int, C: Int) {
    sluice_add_bias(x, bias, residual, rows, C)
  }

  static func biasGradient(_ dbias: Floats, _ dout: Floats, rows: Int, C: Int) {
    sluice_bias_backward(dbias, dout, rows, C)
  }

  static func biasGELU(_ out: Floats, before: Floats, _ bias: Floats, rows: Int, C: Int) {
    sluice_bias_gelu_forward(out, before, bias, rows, C)
  }

  static func geluGradient(_ dbefore: Floats, before: Floats, _ dout: Floats, rows: Int, C: Int) {
    sluice_gelu_backward(dbefore, before, dout, rows, C)
  }

  static func attention(
    _ out: Floats, logSums: Floats, _ qkv: Floats, starts: UnsafePointer<Int32>?, B: Int, T: Int,
    C: Int, H: Int, _ precision: Precision
  ) {
    sluice_attention_forward(out, logSums, qkv, starts, B, T, C, H, code(precision))
  }

  static func attentionGradient(
    _ dqkv: Floats, _ dout: Floats, out: Floats, logSums: Floats, _ qkv: Floats,
    starts: UnsafePointer<Int32>?, B: Int, T: Int, C: Int, H: Int, _ precision: Precision
  ) {
    sluice_attention_backward(dqkv, dout, out, logSums, qkv, starts, B, T, C, H, code(precision))
  }

  static func cachedAttention(
    _ out: Floats, _ qkv: Floats, keys: Floats, values: Floats, firstPosition: Int, rows: Int,
    C: Int, H: Int
  ) {
    sluice_attention_cached(out, qkv, keys, values, firstPosition, rows, C, H)
  }

  static func embedding(
    _ x: Floats, tokens: UnsafePointer<Int32>, tokenTable: Floats, positionTable: Floats,
    starts: UnsafePointer<Int32>? = nil, firstPosition: Int = 0, B: Int, T: Int, C: Int
  ) {
    sluice_embedding_forward(x, tokens, tokenTable, positionTable, starts, firstPosition, B, T, C)
  }

  static func embeddingGradient(
    _ dtokenTable: Floats, _ dpositionTable: Floats, tokens: UnsafePointer<Int32>,
    starts: UnsafePointer<Int32>?, _ dx: Floats, B: Int, T: Int, C: Int
  ) {
    sluice_embedding_backward(dtokenTable, dpositionTable, tokens, starts, dx, B, T, C)
  }

  static func crossEntropy(
    _ logits: Floats, stride: Int, targets: UnsafePointer<Int32>, rows: Int, V: Int, scale: Float,
    losses: Floats
  ) -> Double {
    sluice_cross_entropy(logits, stride, targets, rows, V, scale, losses)
  }

  static func matrixVector(
    _ y: Floats, _ weight: Floats, _ x: Floats, bias: Floats? = nil, outputs: Int, inputs: Int
  ) {
    sluice_matvec(y, weight, x, bias, outputs, inputs)
  }

  /// One AdamW step over `count` parameters; see `adamw.h` for the formula.
  package static func adamW(
    _ parameters: Floats, gradients: Floats, m: Floats, v: Floats, count: Int, _ step: AdamWStep
  ) {
    var constants = sluice_adamw_step(
      learning_rate: step.learningRate, beta1: step.beta1, beta2: step.beta2, epsilon: step.epsilon,
      weight_decay: step.weightDecay, correction1: step.correction1,
      correction2: step.correction2, gradient_scale: step.gradientScale)
    sluice_adamw(parameters, gradients, m, v, count, &constants)
  }

  package static func sumOfSquares(_ values: Floats, count: Int) -> Double {
    sluice_sum_of_squares(values, count)
  }
}

/// The constants of one AdamW step, as `adamw.h` names them.
package struct AdamWStep {
  package var learningRate, beta1, beta2, epsilon, weightDecay: Double
  package var correction1, correction2, gradientScale: Double

  package init(
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double,
    correction1: Double, correction2: Double, gradientScale: Double
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.correction1 = correction1
    self.correction2 = correction2
    self.gradientScale = gradientScale
  }
}
