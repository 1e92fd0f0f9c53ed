import Model
import TestSupport
import Testing
import Training

/// Rows in which every second one holds two documents, or the same documents a row each.
private struct Documents: BatchSource {
  var sequenceLength = 12
  var starts: [Int] = [0, 7]
  /// Change the tokens of the first document of every row.
  var isDisturbed = false
  var fingerprint: String { "documents \(starts)" }

  func fill(_ row: inout TrainingRow, step: Int, index: Int) throws {
    try SyntheticRows(sequenceLength: sequenceLength).fill(&row, step: step, index: index)
    if isDisturbed { row.tokens[3] = (row.tokens[3] + 1) % 29 }
    row.documentStarts = index % 2 == 0 ? starts : [0]
    // Only the targets of the second document count.
    for position in 0..<7 { row.countsAsTarget[position] = false }
  }
}

@Suite("Document starts of training rows")
struct DocumentStartsTests {
  private func loss(_ source: Documents, rows: Int, rowsAtOnce: Int = 8) throws -> Double {
    try ValidationSet(source: source, rows: rows, textBytes: nil)
      .evaluate(try tinyModel(), rowsAtOnce: rowsAtOnce, precision: .fp32).loss
  }

  @Test("a document hears nothing of the one before it, and a row of one document hears all")
  func separation() throws {
    try ExclusiveCompute.run {
      let plain = try loss(Documents(), rows: 1)
      #expect(try loss(Documents(isDisturbed: true), rows: 1) == plain)
      let whole = try loss(Documents(starts: [0]), rows: 1)
      #expect(try loss(Documents(starts: [0], isDisturbed: true), rows: 1) != whole)
      #expect(whole != plain)
      let grouped = try [1, 2, 5].map { try loss(Documents(), rows: 5, rowsAtOnce: $0) }
      #expect(grouped.allSatisfy { abs($0 - grouped[0]) < 1e-6 })
    }
  }

  @Test("training follows the starts, in micro-batches too")
  func training() throws {
    try ExclusiveCompute.run {
      func weights(_ source: Documents, microBatchRows: Int) throws -> [Float] {
        var settings = tinySettings(steps: 2)
        settings.microBatchRows = microBatchRows
        settings.precision = .fp32
        settings.epsilon = 1
        let model = try tinyModel()
        _ = try Trainer(model: model, settings: settings, source: source).run()
        return model.parameters.copy
      }
      let separate = try weights(Documents(), microBatchRows: 6)
      let parts = try weights(Documents(), microBatchRows: 1)
      #expect(zip(separate, parts).allSatisfy { abs($0 - $1) < 1e-6 })
      #expect(try weights(Documents(starts: [0]), microBatchRows: 6) != separate)
    }
  }

  @Test(
    "starts that do not begin at 0, rise, and stay inside the row are refused",
    arguments: [[], [1], [0, 0], [0, 5, 4], [0, 12], [-1]])
  func badStarts(starts: [Int]) {
    ExclusiveCompute.run {
      let error = #expect(throws: TrainingError.self) {
        _ = try loss(Documents(starts: starts), rows: 1)
      }
      #expect(error?.description.contains("documents that start at \(starts)") == true)
    }
  }
}
