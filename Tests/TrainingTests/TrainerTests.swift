import Glibc
import Model
import TestSupport
import Testing
import Training

@Suite("Trainer")
struct TrainerTests {
  @Test("the first loss is near the logarithm of the vocabulary", arguments: [29, 611])
  func firstLoss(vocabularySize: Int) throws {
    try ExclusiveCompute.run {
      var rows = SyntheticRows()
      rows.vocabularySize = vocabularySize
      let model = try tinyModel(vocabularySize: vocabularySize)
      let report = try Trainer(model: model, settings: tinySettings(), source: rows).step()
      #expect(abs(report.loss - log(Double(vocabularySize))) < 0.05)
    }
  }

  @Test(
    "one batch can be learnt by heart",
    arguments: [Precision.fp32] + (Compute.hasBF16 ? [.bf16] : []))
  func overfitting(precision: Precision) throws {
    try ExclusiveCompute.run {
      var settings = tinySettings(steps: 250)
      settings.learningRate = 1e-2
      settings.weightDecay = 0
      settings.precision = precision
      var rows = SyntheticRows()
      rows.isFixed = true
      let trainer = try Trainer(model: tinyModel(), settings: settings, source: rows)
      let summary = try trainer.run()
      #expect(try #require(summary.progress.lastLoss) < 0.05)
      #expect(summary.isFinished)
    }
  }

  @Test("gradients added up over micro-batches train like the large batch")
  func accumulation() throws {
    try ExclusiveCompute.run {
      var rows = SyntheticRows()
      rows.maskEvery = 5
      let weights = try [1, 4, 6].map { microBatchRows in
        var settings = tinySettings(steps: 1)
        settings.microBatchRows = microBatchRows
        settings.precision = .fp32
        settings.epsilon = 1  // makes the update proportional to the gradient
        let model = try tinyModel()
        _ = try Trainer(model: model, settings: settings, source: rows).run()
        return model.parameters.copy
      }
      for other in weights.dropFirst() {
        #expect(zip(weights[0], other).allSatisfy { abs($0 - $1) < 1e-6 })
      }
      #expect(try weights[0] != tinyModel().parameters.copy)
    }
  }

  @Test("a target that does not count changes nothing")
  func maskedTargets() throws {
    try ExclusiveCompute.run {
      /// Rows whose last position does not count, with a chosen token as its target.
      struct LastMasked: BatchSource {
        let last: Int32
        var sequenceLength: Int { 12 }
        var fingerprint: String { "last masked" }
        func fill(_ row: inout TrainingRow, step: Int, index: Int) throws {
          try SyntheticRows().fill(&row, step: step, index: index)
          row.tokens[12] = last
          row.countsAsTarget[11] = false
        }
      }
      let outcomes = try [Int32(3), 17].map { last in
        let model = try tinyModel()
        let trainer = try Trainer(
          model: model, settings: tinySettings(steps: 3), source: LastMasked(last: last))
        let report = try trainer.step()
        #expect(report.targetFraction == 11.0 / 12)
        return bits(model)
      }
      #expect(outcomes[0] == outcomes[1])
    }
  }

  @Test("a step that is not finite changes nothing and is counted, and many in a row end the run")
  func notFinite() throws {
    try ExclusiveCompute.run {
      let model = try tinyModel()
      let rows = SyntheticRows()
      let trainer = try Trainer(model: model, settings: tinySettings(steps: 50), source: rows)
      _ = try trainer.step()
      let good = model.parameters.base[5]
      model.parameters.base[5] = .nan
      let before = bits(model)
      let report = try trainer.step()
      #expect(report.wasSkipped && report.skippedSteps == 1 && bits(model) == before)
      model.parameters.base[5] = good
      #expect(try !trainer.step().wasSkipped)
      #expect(trainer.progress.step == 3 && trainer.progress.consecutiveSkips == 0)
      model.parameters.base[5] = .nan
      let error = #expect(throws: TrainingError.self) { _ = try trainer.run() }
      #expect(error?.kind == .diverged)
    }
  }

  @Test("clipping bounds the update, decay shrinks matrices alone")
  func clippingAndDecay() throws {
    try ExclusiveCompute.run {
      func change(_ edit: (inout TrainingSettings) -> Void) throws -> [Float] {
        var settings = tinySettings(steps: 1)
        settings.warmUpFraction = 0
        settings.epsilon = 1
        edit(&settings)
        let model = try tinyModel()
        let before = model.parameters.copy
        _ = try Trainer(model: model, settings: settings, source: SyntheticRows()).step()
        return zip(model.parameters.copy, before).map(-)
      }
      let free = try change {
        $0.maximumGradientNorm = 0; $0.weightDecay = 0
      }
      let clipped = try change {
        $0.maximumGradientNorm = 1e-3; $0.weightDecay = 0
      }
      let norm = { (values: [Float]) in values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
      #expect(norm(clipped) < 0.01 * norm(free))
      let decayed = try change {
        $0.maximumGradientNorm = 1e-20; $0.weightDecay = 0.5
      }
      let layout = try tinyModel().layout
      for kind in ParameterKind.allCases {
        let range = layout.offset(kind)..<layout.offset(kind) + layout.stackedSize(kind)
        #expect(
          range.contains { abs(decayed[$0]) > 1e-12 } == (layout.shape(kind).count > 1), "\(kind)")
      }
    }
  }

  @Test("other seeds, settings and data give other weights")
  func everythingCounts() throws {
    try ExclusiveCompute.run {
      func trained(
        seed: UInt64 = 7, data: UInt64 = 0, _ edit: (inout TrainingSettings) -> Void = { _ in }
      ) throws -> [UInt32] {
        var settings = tinySettings(steps: 3)
        edit(&settings)
        let model = try tinyModel(seed: seed)
        _ = try Trainer(model: model, settings: settings, source: SyntheticRows(seed: data)).run()
        return bits(model)
      }
      let base = try trained()
      #expect(try trained() == base)
      #expect(try trained(seed: 8) != base && trained(data: 1) != base)
      let edits: [(inout TrainingSettings) -> Void] = [
        { $0.steps = 4 }, { $0.batchRows = 5 }, { $0.learningRate = 1e-3 },
        { $0.warmUpFraction = 0.9 }, { $0.minimumLearningRateFraction = 0.5 },
        { $0.weightDecay = 0.3 }, { $0.beta1 = 0.8 }, { $0.beta2 = 0.9 }, { $0.epsilon = 1e-3 },
        { $0.maximumGradientNorm = 0.1 },
      ]
      for (index, edit) in edits.enumerated() {
        #expect(try trained(edit) != base, "edit \(index)")
      }
    }
  }

  @Test("a batch without a target, a wrong row and a foreign token are refused by place")
  func badRows() {
    ExclusiveCompute.run {
      struct Bad: BatchSource {
        let edit: @Sendable (inout TrainingRow) -> Void
        var sequenceLength: Int { 12 }
        var fingerprint: String { "bad" }
        func fill(_ row: inout TrainingRow, step: Int, index: Int) throws { edit(&row) }
      }
      func message(_ edit: @escaping @Sendable (inout TrainingRow) -> Void) -> String {
        do {
          let source = Bad(edit: edit)
          _ = try Trainer(model: tinyModel(), settings: tinySettings(), source: source).step()
          return ""
        } catch {
          return "\(error)"
        }
      }
      let masked = message { $0.countsAsTarget = $0.countsAsTarget.map { _ in false } }
      #expect(masked.contains("no target"))
      let short = message { $0.tokens.removeLast() }
      #expect(short.contains("step 0, row 0: error: found 12 tokens"))
      let foreign = message { $0.tokens[3] = 29 }
      #expect(foreign.contains("found id 29; expected 0 to 28"))
      let negative = message { $0.tokens[12] = -1 }
      #expect(negative.contains("token 12"))
      var long = SyntheticRows()
      long.sequenceLength = 17
      let error = #expect(throws: ModelError.self) {
        _ = try Trainer(model: tinyModel(), settings: tinySettings(), source: long)
      }
      #expect(error?.kind == .contextExceeded)
    }
  }
}
