import Glibc
import Model
import TestSupport
import Testing
import Training

@Suite("Evaluation and log")
struct EvaluationTests {
  @Test("each target weighs the same, however the rows are grouped")
  func grouping() throws {
    try ExclusiveCompute.run {
      let model = try tinyModel()
      let set = ValidationSet(source: SyntheticRows(maskEvery: 4), rows: 7, textBytes: 100)
      let results = try [1, 2, 7, 50].map {
        try set.evaluate(model, rowsAtOnce: $0, precision: .fp32)
      }
      // Four even rows of 12 targets, three odd ones with 3 that count.
      #expect(results.allSatisfy { $0.targets == 57 && abs($0.loss - results[0].loss) < 1e-6 })
      let bits = results[0].loss * 57 / (log(2) * 100)
      #expect(abs(try #require(results[0].bitsPerByte) - bits) < 1e-12)
      #expect(abs(results[0].perplexity - exp(results[0].loss)) < 1e-9)
      #expect(throws: TrainingError.self) {
        _ = try ValidationSet(source: SyntheticRows(), rows: 0, textBytes: nil).evaluate(model)
      }
    }
  }

  @Test("a run reports each step and each validation, and validating changes no weight")
  func reports() throws {
    try ExclusiveCompute.run {
      var settings = tinySettings(steps: 5)
      let plain = try tinyModel()
      _ = try Trainer(model: plain, settings: settings, source: SyntheticRows()).run()
      settings.validationInterval = 2
      let model = try tinyModel()
      let validation = ValidationSet(source: SyntheticRows(seed: 9), rows: 3, textBytes: nil)
      var lines: [String] = []
      let summary = try Trainer(
        model: model, settings: settings, source: SyntheticRows(), validation: validation
      ).run { lines.append($0.json) }
      #expect(bits(model) == bits(plain))
      let kinds = lines.map { $0.hasPrefix("{\"kind\":\"validation\"") ? "v" : "s" }.joined()
      #expect(kinds == "ssvssvsv")
      #expect(lines[0].contains("\"step\":1,\"tokens\":72,\"loss\":3."))
      #expect(lines[0].contains("\"skipped\":0,\"target_fraction\":1.0,\"ms\":"))
      #expect(lines[2].contains("\"step\":2,") && lines[2].hasSuffix("\"bits_per_byte\":null}"))
      #expect(summary.validation?.targets == 36)
    }
  }
}
