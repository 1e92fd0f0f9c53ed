import Model

/// The rows of one step as the passes take them: inputs (R, T) and targets (R, T), -1 where ignored.
struct Batch {
  let sequenceLength: Int
  private(set) var inputs: [Int32] = []
  private(set) var targets: [Int32] = []
  /// Targets that count in the loss.
  private(set) var targetCount = 0
  var rows: Int { inputs.count / sequenceLength }

  /// - Throws: `TrainingError` for a row of another length, `ModelError` for a token out of range, and
  ///   whatever the source throws.
  init(_ source: any BatchSource, step: Int, rows: Range<Int>, model: Transformer) throws {
    sequenceLength = source.sequenceLength
    inputs.reserveCapacity(rows.count * sequenceLength)
    targets.reserveCapacity(rows.count * sequenceLength)
    for index in rows {
      var row = TrainingRow(sequenceLength: sequenceLength)
      try source.fill(&row, step: step, index: index)
      guard row.tokens.count == sequenceLength + 1, row.countsAsTarget.count == sequenceLength
      else {
        throw TrainingError(
          .data, at: "step \(step), row \(index)",
          "found \(row.tokens.count) tokens and \(row.countsAsTarget.count) flags; "
            + "expected \(sequenceLength + 1) and \(sequenceLength)")
      }
      try model.check(row.tokens)
      for position in 0..<sequenceLength {
        inputs.append(row.tokens[position])
        let counts = row.countsAsTarget[position]
        targets.append(counts ? row.tokens[position + 1] : -1)
        targetCount += counts ? 1 : 0
      }
    }
  }

  /// Some of the rows, for one pass.
  func part(_ rows: Range<Int>) -> (inputs: [Int32], targets: [Int32], rows: Int) {
    let range = rows.lowerBound * sequenceLength..<rows.upperBound * sequenceLength
    return (Array(inputs[range]), Array(targets[range]), rows.count)
  }
}
