import Tokens
import Training

/// Rows of several token sets, blended by weight while a model trains.
///
/// Which set a row comes from and which of its rows it is follow from the row's number alone, so a
/// resumed run replays nothing; inside a set rows come in the set's own order, another every epoch.
struct MixedRows: BatchSource {
  private let sets: [any BatchSource]
  private let blending: RowBlending
  private let batchRows: Int
  let fingerprint: String
  let sequenceLength: Int

  /// - `sets`: the rows of each set by their place: row i is index i of step 0.
  /// - `blending`: of as many sets.
  init(
    _ sets: [any BatchSource], blending: RowBlending, batchRows: Int, sequenceLength: Int,
    fingerprint: String
  ) {
    self.sets = sets
    self.blending = blending
    self.batchRows = batchRows
    self.sequenceLength = sequenceLength
    self.fingerprint = fingerprint
  }

  func fill(_ row: inout TrainingRow, step: Int, index: Int) throws {
    let (set, ordinal) = blending[step * batchRows + index]
    try sets[set].fill(&row, step: 0, index: ordinal)
  }
}

/// Validation rows of several sets, one set after another.
struct JoinedRows: BatchSource {
  /// Sets with the number of rows of each.
  let sets: [(rows: any BatchSource, count: Int)]
  let sequenceLength: Int
  let fingerprint: String

  func fill(_ row: inout TrainingRow, step: Int, index: Int) throws {
    var left = index
    for set in sets {
      if left < set.count { return try set.rows.fill(&row, step: step, index: left) }
      left -= set.count
    }
  }
}
