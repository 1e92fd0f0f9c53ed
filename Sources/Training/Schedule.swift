import Glibc

/// The learning rate of each step: a straight rise from 0, then half a cosine down to a floor.
///
/// Source: Loshchilov and Hutter 2017 (cosine), Brown et al. 2020, appendix B (with warm-up and floor).
public struct Schedule: Sendable {
  let maximum, minimum: Double
  let warmUpSteps, steps: Int

  public init(_ settings: TrainingSettings) {
    maximum = settings.learningRate
    minimum = settings.learningRate * settings.minimumLearningRateFraction
    steps = settings.steps
    warmUpSteps = Int((Double(settings.steps) * settings.warmUpFraction).rounded(.up))
  }

  /// The rate of a step, counted from 0; the minimum beyond the last.
  public func learningRate(step: Int) -> Double {
    if step < warmUpSteps { return maximum * Double(step + 1) / Double(warmUpSteps) }
    guard step < steps else { return minimum }
    let progress = Double(step - warmUpSteps) / Double(steps - warmUpSteps)
    return minimum + (maximum - minimum) * 0.5 * (1 + cos(.pi * progress))
  }
}
