/// The working memory of one forward, and one backward, pass over batches of sequences of one length.
///
/// B sequences of T tokens, R = B · T rows, with room for `sequences` and fewer in use where a batch is
/// smaller. A training pass keeps the activations of every layer for the way back; an evaluating pass
/// reuses those of one layer.
package final class TransformerPass {
  /// Rows of logits held at a time: with a vocabulary of 50257, 100 MB instead of 400 MB for 2048 rows.
  static let headRows = 512

  let model: Transformer
  /// The most sequences that go through together.
  package let sequences: Int
  let sequenceLength: Int
  let precision: Precision
  /// Sequences of the batch at hand.
  private(set) var active: Int
  var rows: Int { active * sequenceLength }

  /// What a layer keeps for its backward pass.
  struct LayerActivations {
    let norm1, norm1Mean, norm1RSTD, qkv, attention, logSums: Floats
    let middle, norm2, norm2Mean, norm2RSTD, expanded, activated: Floats
  }

  private let storage: FloatStorage
  let layers: [LayerActivations]
  /// The residual stream before each layer and after the last, each (R, C).
  let residuals: [Floats]
  let finalNorm, finalMean, finalRSTD: Floats
  /// (headRows, logitStride); the stride is V rounded up to whole cache lines.
  let logits: Floats
  let logitStride: Int
  let losses: Floats

  /// - Parameters:
  ///   - model: whose parameters are read.
  ///   - sequences: the most that go through together.
  ///   - sequenceLength: T.
  ///   - precision: `fp32` or `bf16`; see `Precision.resolved()`.
  ///   - training: whether a backward pass follows.
  /// - Throws: `ModelError` when T exceeds the context or there is no memory.
  package init(
    model: Transformer, sequences: Int, sequenceLength: Int, precision: Precision, training: Bool
  ) throws {
    let shape = model.configuration
    guard sequenceLength <= shape.contextLength else {
      throw ModelError(
        .contextExceeded, at: "sequenceLength",
        "found \(sequenceLength); expected at most the model's context of \(shape.contextLength)")
    }
    self.model = model
    self.sequences = sequences
    active = sequences
    self.sequenceLength = sequenceLength
    self.precision = precision
    let rows = sequences * sequenceLength
    let width = rows * shape.width
    let kept = training ? shape.layers : 1
    logitStride = (shape.vocabularySize + 15) / 16 * 16
    let headRows = min(rows, Self.headRows)
    let perLayer = 7 * width + 2 * rows * shape.hiddenWidth + 4 * rows + rows * shape.heads
    let total =
      (kept + 1) * width + kept * perLayer + width + 2 * rows + headRows * (logitStride + 1)
    // Sixteen floats more per piece, so that each can start on a cache line.
    storage = try FloatStorage(count: total + 16 * (13 * kept + 8))
    var free = storage.base
    func take(_ count: Int) -> Floats {
      defer { free += (count + 15) / 16 * 16 }
      return free
    }
    let streams = (0...kept).map { _ in take(width) }
    residuals = training ? streams : (0...shape.layers).map { streams[$0 % 2] }
    let activations = (0..<kept).map { _ in
      LayerActivations(
        norm1: take(width), norm1Mean: take(rows), norm1RSTD: take(rows), qkv: take(3 * width),
        attention: take(width), logSums: take(rows * shape.heads), middle: take(width),
        norm2: take(width), norm2Mean: take(rows), norm2RSTD: take(rows),
        expanded: take(rows * shape.hiddenWidth), activated: take(rows * shape.hiddenWidth))
    }
    layers = (0..<shape.layers).map { activations[training ? $0 : 0] }
    finalNorm = take(width)
    finalMean = take(rows)
    finalRSTD = take(rows)
    logits = take(headRows * logitStride)
    losses = take(headRows)
  }

  /// The sum of the losses over the targets that are not -1, without gradients.
  ///
  /// tokens, targets (B, T), checked by the caller: tokens in the vocabulary, targets too or -1; B is
  /// `sequences`, at most the pass's own. starts (B, T), checked by the caller or nil: where the
  /// document of each position starts in its sequence, so that positions count from there and
  /// attention sees nothing before.
  package func loss(
    tokens: UnsafePointer<Int32>, targets: UnsafePointer<Int32>,
    starts: UnsafePointer<Int32>? = nil, sequences: Int
  ) -> Double {
    use(sequences)
    forward(tokens, starts: starts)
    var total = 0.0
    forEachHeadChunk { first, count in
      total += headLoss(first, count, targets, scale: 0)
    }
    return total
  }

  func use(_ sequences: Int) {
    precondition((1...self.sequences).contains(sequences), "a batch beyond the pass's memory")
    active = sequences
  }

  /// Runs the body over chunks of rows: first row, number of rows.
  func forEachHeadChunk(_ body: (Int, Int) -> Void) {
    for first in stride(from: 0, to: rows, by: Self.headRows) {
      body(first, min(Self.headRows, rows - first))
    }
  }

  /// The losses of one chunk of rows; leaves the gradient of the logits, times `scale`, in `logits`.
  func headLoss(
    _ first: Int, _ count: Int, _ targets: UnsafePointer<Int32>, scale: Float
  ) -> Double {
    let shape = model.configuration
    Kernels.linear(
      logits, outStride: logitStride, finalNorm + first * shape.width,
      model.pointer(.tokenEmbedding), rows: count, outputs: shape.vocabularySize,
      inputs: shape.width, precision)
    return Kernels.crossEntropy(
      logits, stride: logitStride, targets: targets + first, rows: count, V: shape.vocabularySize,
      scale: scale, losses: losses)
  }
}
