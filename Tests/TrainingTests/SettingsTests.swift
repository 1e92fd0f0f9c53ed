import Model
import Testing
import Training

@Suite("Training settings")
struct SettingsTests {
  static let edits: [(String, @Sendable (inout TrainingSettings) -> Void)] = [
    ("steps", { $0.steps = 0 }), ("batchRows", { $0.batchRows = -1 }),
    ("microBatchRows", { $0.microBatchRows = 0 }), ("learningRate", { $0.learningRate = 0 }),
    ("learningRate", { $0.learningRate = .nan }), ("warmUpFraction", { $0.warmUpFraction = 1.1 }),
    ("minimumLearningRateFraction", { $0.minimumLearningRateFraction = -0.1 }),
    ("weightDecay", { $0.weightDecay = 2 }), ("beta1", { $0.beta1 = 1 }),
    ("beta2", { $0.beta2 = -0.5 }), ("epsilon", { $0.epsilon = 0 }),
    ("maximumGradientNorm", { $0.maximumGradientNorm = -1 }),
    ("validationInterval", { $0.validationInterval = -1 }),
    ("checkpointInterval", { $0.checkpointInterval = -1 }),
  ]

  @Test("a value out of range is refused by name", arguments: edits.indices)
  func ranges(index: Int) throws {
    var settings = TrainingSettings()
    try settings.validate()
    Self.edits[index].1(&settings)
    let error = #expect(throws: TrainingError.self) { try settings.validate() }
    #expect(error?.place == Self.edits[index].0)
  }

  @Test("the learning rate rises to its peak, falls to its floor and stays there")
  func schedule() {
    var settings = TrainingSettings()
    settings.steps = 100
    settings.warmUpFraction = 0.1
    settings.learningRate = 1
    settings.minimumLearningRateFraction = 0.1
    let rates = (0...110).map { Schedule(settings).learningRate(step: $0) }
    // By hand: a tenth after the first of ten warm-up steps; halfway down at the middle of the cosine.
    #expect(abs(rates[0] - 0.1) < 1e-12 && abs(rates[9] - 1) < 1e-12 && abs(rates[10] - 1) < 1e-12)
    #expect(abs(rates[55] - 0.55) < 1e-12)
    #expect(zip(rates[10..<100], rates[11..<101]).allSatisfy(>))
    #expect(rates[100...].allSatisfy { abs($0 - 0.1) < 1e-12 })
  }
}
