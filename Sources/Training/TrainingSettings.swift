public import Model

/// The shape of a model to be made, apart from what the tokenizer and the token shards decide.
public struct ModelShape: Codable, Hashable, Sendable {
  public var family = ModelConfiguration.Family.gpt2
  /// Number of blocks; 1 … 1024.
  public var layers = 4
  /// Values per position, a multiple of `heads`; 1 … 65536.
  public var width = 128
  /// Attention heads per block.
  public var heads = 4

  public init() {}

  /// The whole configuration, once the vocabulary and the sequence length are known.
  public func configuration(
    vocabularySize: Int, contextLength: Int, endOfTextToken: Int?
  ) -> ModelConfiguration {
    var configuration = ModelConfiguration()
    configuration.family = family
    configuration.vocabularySize = vocabularySize
    configuration.contextLength = contextLength
    configuration.layers = layers
    configuration.width = width
    configuration.heads = heads
    configuration.endOfTextToken = endOfTextToken
    return configuration
  }
}

/// How a model is fitted, in pretraining and in fine-tuning alike.
///
/// Defaults follow GPT-3 (Brown et al. 2020, appendix B and table 2.1) where it states a value, at the
/// size of a small model. The sequence length is the data's own: see `BatchSource`.
public struct TrainingSettings: Codable, Hashable, Sendable {
  /// The model to be made; not read when an existing one is trained further.
  public var model = ModelShape()
  /// Optimiser steps in all; 1 … 1 000 000 000.
  public var steps = 300
  /// Rows in the batch of one step; 1 … 1 000 000.
  public var batchRows = 8
  /// Rows that go through the model together: a bound on memory.
  ///
  /// Gradients of a batch of more rows are added up before the step. 1 … 1 000 000; GPT-2 124 M
  /// takes about 0.6 GB per 1024 tokens.
  public var microBatchRows = 8
  /// The highest learning rate, reached after the warm-up; above 0, at most 10.
  ///
  /// 6e-4 is GPT-3's for 125 M parameters; fine-tuning takes 1e-5 to 2e-5.
  public var learningRate = 6e-4
  /// The share of the steps over which the learning rate rises from 0; 0 … 1.
  public var warmUpFraction = 0.05
  /// Where the cosine ends, as a share of `learningRate`; 0 … 1 (GPT-3: 0.1).
  public var minimumLearningRateFraction = 0.1
  /// Decoupled decay of the weights of two dimensions, embeddings included; 0 … 1 (GPT-3: 0.1).
  public var weightDecay = 0.1
  /// Memory of AdamW's mean; 0 ..< 1 (GPT-3: 0.9).
  public var beta1 = 0.9
  /// Memory of AdamW's mean square; 0 ..< 1 (GPT-3: 0.95; fine-tuning often takes 0.999).
  public var beta2 = 0.95
  /// Added to AdamW's divisor; above 0, at most 1 (GPT-3: 1e-8).
  public var epsilon = 1e-8
  /// Gradients are scaled down to this norm over all parameters; 0: never (GPT-3: 1).
  public var maximumGradientNorm = 1.0
  /// Number format of the operands of matrix products.
  public var precision = Precision.auto
  /// Where the model's first weights come from.
  public var seed: UInt64 = 1
  /// Steps between two validations, the last step always among them; 0: the last step only.
  public var validationInterval = 50
  /// Steps between two saved states, the last step always among them; 0: the last step only.
  public var checkpointInterval = 100

  public init() {}

  /// - Throws: `TrainingError` naming the setting, its value and its range.
  public func validate() throws {
    try Self.require("steps", steps, in: 1...1_000_000_000)
    try Self.require("batchRows", batchRows, in: 1...1_000_000)
    try Self.require("microBatchRows", microBatchRows, in: 1...1_000_000)
    try Self.require("learningRate", learningRate, in: Double.leastNormalMagnitude...10)
    try Self.require("warmUpFraction", warmUpFraction, in: 0...1)
    try Self.require("minimumLearningRateFraction", minimumLearningRateFraction, in: 0...1)
    try Self.require("weightDecay", weightDecay, in: 0...1)
    try Self.require("beta1", beta1, in: 0...1.0.nextDown)
    try Self.require("beta2", beta2, in: 0...1.0.nextDown)
    try Self.require("epsilon", epsilon, in: Double.leastNormalMagnitude...1)
    try Self.require("maximumGradientNorm", maximumGradientNorm, in: 0...1e30)
    try Self.require("validationInterval", validationInterval, in: 0...1_000_000_000)
    try Self.require("checkpointInterval", checkpointInterval, in: 0...1_000_000_000)
  }

  private static func require<Value: Comparable>(
    _ name: String, _ value: Value, in range: ClosedRange<Value>
  ) throws {
    guard range.contains(value) else {
      throw TrainingError(
        .settings, at: name, "found \(value); expected \(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// The settings that decide what the weights become, by name: a run is resumed only under the same.
  var trajectory: [(name: String, value: String)] {
    [
      ("steps", "\(steps)"), ("batchRows", "\(batchRows)"), ("microBatchRows", "\(microBatchRows)"),
      ("learningRate", "\(learningRate)"), ("warmUpFraction", "\(warmUpFraction)"),
      ("minimumLearningRateFraction", "\(minimumLearningRateFraction)"),
      ("weightDecay", "\(weightDecay)"), ("beta1", "\(beta1)"), ("beta2", "\(beta2)"),
      ("epsilon", "\(epsilon)"), ("maximumGradientNorm", "\(maximumGradientNorm)"),
    ]
  }
}
