import Model
import TestSupport
import Training

/// Rows made from a seed, the step and the index; what a token shard is in earnest.
struct SyntheticRows: BatchSource {
  var sequenceLength = 12
  var vocabularySize = 29
  var seed: UInt64 = 0
  /// Repeat the rows of step 0 at every step.
  var isFixed = false
  /// Let only every n-th target count, in odd rows.
  var maskEvery: Int?

  var fingerprint: String { "synthetic \(seed) \(sequenceLength) \(maskEvery ?? 0)" }

  func fill(_ row: inout TrainingRow, step: Int, index: Int) throws {
    let key = seed &* 1_000_003 &+ UInt64(isFixed ? 0 : step) &* 1009 &+ UInt64(index)
    var random = SplitMix64(seed: key)
    for position in row.tokens.indices {
      row.tokens[position] = Int32.random(in: 0..<Int32(vocabularySize), using: &random)
    }
    guard let maskEvery, index % 2 == 1 else { return }
    for position in row.countsAsTarget.indices where position % maskEvery != 0 {
      row.countsAsTarget[position] = false
    }
  }
}

/// A model of two small layers.
func tinyModel(seed: UInt64 = 7, vocabularySize: Int = 29, contextLength: Int = 16) throws
  -> Transformer
{
  var shape = ModelShape()
  shape.layers = 2
  shape.width = 24
  shape.heads = 3
  return try Transformer(
    configuration: shape.configuration(
      vocabularySize: vocabularySize, contextLength: contextLength, endOfTextToken: 0), seed: seed)
}

func tinySettings(steps: Int = 20) -> TrainingSettings {
  var settings = TrainingSettings()
  settings.steps = steps
  settings.batchRows = 6
  settings.microBatchRows = 4
  settings.learningRate = 3e-3
  settings.validationInterval = 0
  settings.checkpointInterval = 0
  return settings
}

/// Every parameter of a model as bits.
func bits(_ model: Transformer) -> [UInt32] { model.parameters.copy.map(\.bitPattern) }
