import Model

/// The rows of one step as the passes take them: inputs (R, T) and targets (R, T), -1 where ignored.
struct Batch {
  let sequenceLength: Int
  private(set) var inputs: [Int32] = []
  private(set) var targets: [Int32] = []
  /// Where the document of each position starts in its row, (R, T); empty while every row is one.
  private(set) var starts: [Int32] = []
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
      try check(row, at: "step \(step), row \(index)")
      try model.check(row.tokens)
      for position in 0..<sequenceLength {
        inputs.append(row.tokens[position])
        let counts = row.countsAsTarget[position]
        targets.append(counts ? row.tokens[position + 1] : -1)
        targetCount += counts ? 1 : 0
      }
      append(starts: row.documentStarts)
    }
  }

  private func check(_ row: TrainingRow, at place: String) throws {
    guard row.tokens.count == sequenceLength + 1, row.countsAsTarget.count == sequenceLength
    else {
      throw TrainingError(
        .data, at: place,
        "found \(row.tokens.count) tokens and \(row.countsAsTarget.count) flags; "
          + "expected \(sequenceLength + 1) and \(sequenceLength)")
    }
    let starts = row.documentStarts
    guard starts.first == 0, starts.last.map({ $0 < sequenceLength }) == true,
      zip(starts, starts.dropFirst()).allSatisfy({ $0 < $1 })
    else {
      throw TrainingError(
        .data, at: place,
        "found documents that start at \(starts); expected 0, then rising, below \(sequenceLength)")
    }
  }

  /// Adds the row whose inputs were added last.
  private mutating func append(starts rowStarts: [Int]) {
    if rowStarts.count == 1, starts.isEmpty { return }
    if starts.isEmpty {
      starts = [Int32](repeating: 0, count: inputs.count - sequenceLength)
    }
    for (index, start) in rowStarts.enumerated() {
      let end = index + 1 < rowStarts.count ? rowStarts[index + 1] : sequenceLength
      starts.append(contentsOf: repeatElement(Int32(start), count: end - start))
    }
  }

  /// Some of the rows, for one pass; `starts` is nil where every row of the batch is one document.
  func part(
    _ rows: Range<Int>
  ) -> (inputs: [Int32], targets: [Int32], starts: [Int32]?, rows: Int) {
    let range = rows.lowerBound * sequenceLength..<rows.upperBound * sequenceLength
    return (
      Array(inputs[range]), Array(targets[range]), starts.isEmpty ? nil : Array(starts[range]),
      rows.count
    )
  }
}
