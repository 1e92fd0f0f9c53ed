import Glibc
import Model

/// AdamW over all parameters of a model, with clipping folded into the same pass.
///
/// Weights of two dimensions decay, biases and norms do not.
final class Optimizer {
  private let model: Transformer
  private let settings: TrainingSettings
  let m, v: FloatStorage
  /// Updates made; AdamW's bias corrections count these, not the steps that were skipped.
  var updates = 0

  init(_ model: Transformer, _ settings: TrainingSettings) throws {
    self.model = model
    self.settings = settings
    m = try FloatStorage(count: model.layout.count)
    v = try FloatStorage(count: model.layout.count)
  }

  /// The norm of all gradients together, before clipping.
  static func norm(_ gradients: FloatStorage) -> Double {
    Kernels.sumOfSquares(gradients.base, count: gradients.count).squareRoot()
  }

  func update(gradients: FloatStorage, norm: Double, learningRate: Double) {
    updates += 1
    let limit = settings.maximumGradientNorm
    var step = AdamWStep(
      learningRate: learningRate, beta1: settings.beta1, beta2: settings.beta2,
      epsilon: settings.epsilon, weightDecay: 0,
      correction1: 1 - pow(settings.beta1, Double(updates)),
      correction2: 1 - pow(settings.beta2, Double(updates)),
      gradientScale: limit > 0 && norm > limit ? limit / norm : 1)
    let layout = model.layout
    for kind in ParameterKind.allCases {
      let offset = layout.offset(kind)
      step.weightDecay = layout.shape(kind).count > 1 ? settings.weightDecay : 0
      Kernels.adamW(
        model.parameters.base + offset, gradients: gradients.base + offset, m: m.base + offset,
        v: v.base + offset, count: layout.stackedSize(kind), step)
    }
  }
}
