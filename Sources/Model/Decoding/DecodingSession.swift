/// A sequence being continued: the keys and values of its past, and the logits after its last token.
///
/// Memory: 2 · layers · contextLength · width floats for the past. Not to be used from two threads at
/// once; several sessions on one model may run side by side.
public final class DecodingSession {
  public let model: Transformer
  /// Tokens taken in so far, at most the model's context length.
  public private(set) var position = 0

  /// Tokens of a prompt that go through the layers together.
  private static let chunk = 64
  private let storage: FloatStorage
  private let keys, values: Floats  // (layers, contextLength, C)
  private let x, norm, mean, rstd, qkv, attention, narrow, wide, activated, logitValues: Floats

  /// - Throws: `ModelError` when there is no memory.
  public init(_ model: Transformer) throws {
    self.model = model
    let shape = model.configuration
    let rows = Self.chunk
    let past = shape.layers * shape.contextLength * shape.width
    let perRow = 7 * shape.width + 2 * shape.hiddenWidth + 2
    storage = try FloatStorage(count: 2 * past + rows * perRow + shape.vocabularySize)
    keys = storage.base
    values = keys + past
    x = values + past
    norm = x + rows * shape.width
    qkv = norm + rows * shape.width
    attention = qkv + 3 * rows * shape.width
    narrow = attention + rows * shape.width
    wide = narrow + rows * shape.width
    activated = wide + rows * shape.hiddenWidth
    mean = activated + rows * shape.hiddenWidth
    rstd = mean + rows
    logitValues = rstd + rows
  }

  /// Takes tokens in; afterwards `logits` are those of the token to follow.
  ///
  /// - Throws: `ModelError` for a token that the vocabulary does not have, or more tokens than positions
  ///   are left; nothing has been taken in then.
  public func append(_ tokens: [Int32]) throws {
    let shape = model.configuration
    guard tokens.count <= shape.contextLength - position else {
      throw ModelError(
        .contextExceeded, at: "position \(position)",
        "\(tokens.count) more tokens do not fit in a context of \(shape.contextLength); shorten the prompt"
      )
    }
    try model.check(tokens)
    tokens.withUnsafeBufferPointer { all in
      guard let base = all.baseAddress else { return }
      for first in stride(from: 0, to: all.count, by: Self.chunk) {
        let rows = min(Self.chunk, all.count - first)
        run(base + first, rows: rows)
        if first + rows == all.count { setLogits(row: rows - 1) }
      }
    }
  }

  /// The logits of the next token, one per word; zeros before the first token.
  ///
  /// Valid while the session lives and until it takes in more tokens.
  public var logits: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: logitValues, count: model.configuration.vocabularySize)
  }

  private func run(_ tokens: UnsafePointer<Int32>, rows: Int) {
    let shape = model.configuration
    Kernels.embedding(
      x, tokens: tokens, tokenTable: model.pointer(.tokenEmbedding),
      positionTable: model.pointer(.positionEmbedding), firstPosition: position, B: 1, T: rows,
      C: shape.width)
    for layer in 0..<shape.layers {
      attend(layer, rows)
      transform(layer, rows)
    }
    position += rows
  }

  private func attend(_ layer: Int, _ rows: Int) {
    let shape = model.configuration
    let C = shape.width
    normalize(.norm1Weight, .norm1Bias, layer, rows)
    linear(qkv, norm, .attentionWeight, .attentionBias, layer, rows)
    let past = layer * shape.contextLength * C
    for row in 0..<rows {
      (keys + past + (position + row) * C).update(from: qkv + (3 * row + 1) * C, count: C)
      (values + past + (position + row) * C).update(from: qkv + (3 * row + 2) * C, count: C)
    }
    Kernels.cachedAttention(
      attention, qkv, keys: keys + past, values: values + past, firstPosition: position,
      rows: rows, C: C, H: shape.heads)
    linear(narrow, attention, .projectionWeight, .projectionBias, layer, rows)
    addToStream(rows)
  }

  private func transform(_ layer: Int, _ rows: Int) {
    let shape = model.configuration
    normalize(.norm2Weight, .norm2Bias, layer, rows)
    linear(wide, norm, .expandWeight, nil, layer, rows)
    Kernels.biasGELU(
      activated, before: wide, model.pointer(.expandBias, layer: layer), rows: rows,
      C: shape.hiddenWidth)
    linear(narrow, activated, .contractWeight, .contractBias, layer, rows)
    addToStream(rows)
  }

  private func normalize(
    _ weight: ParameterKind, _ bias: ParameterKind, _ layer: Int, _ rows: Int
  ) {
    Kernels.layerNorm(
      norm, mean: mean, rstd: rstd, x, weight: model.pointer(weight, layer: layer),
      bias: model.pointer(bias, layer: layer), epsilon: model.configuration.layerNormEpsilon,
      rows: rows, C: model.configuration.width)
  }

  /// One row is a matrix-vector product, which reads the weights once; more are a matrix product.
  private func linear(
    _ out: Floats, _ input: Floats, _ weight: ParameterKind, _ bias: ParameterKind?, _ layer: Int,
    _ rows: Int
  ) {
    let shape = model.layout.shape(weight)
    let weights = model.pointer(weight, layer: layer)
    let biases = bias.map { model.pointer($0, layer: layer) }
    if rows == 1 {
      Kernels.matrixVector(out, weights, input, bias: biases, outputs: shape[0], inputs: shape[1])
      return
    }
    Kernels.linear(out, input, weights, rows: rows, outputs: shape[0], inputs: shape[1], .fp32)
    if let biases { Kernels.addBias(out, biases, rows: rows, C: shape[0]) }
  }

  private func addToStream(_ rows: Int) {
    for index in 0..<rows * model.configuration.width { x[index] += narrow[index] }
  }

  private func setLogits(row: Int) {
    let shape = model.configuration
    x.update(from: x + row * shape.width, count: shape.width)
    normalize(.finalNormWeight, .finalNormBias, 0, 1)
    Kernels.matrixVector(
      logitValues, model.pointer(.tokenEmbedding), norm, outputs: shape.vocabularySize,
      inputs: shape.width)
  }
}
