import Text
import Tokens
import Training

/// Training rows of token shards; every epoch takes them in another keyed order.
struct SequenceRows: BatchSource {
  private let rows: any TokenRows
  private let batchRows: Int
  private let seed: UInt64
  let fingerprint: String
  var sequenceLength: Int { rows.length }

  /// - Precondition: `rows` holds at least one.
  init(_ rows: any TokenRows, batchRows: Int, seed: UInt64, fingerprint: String) {
    self.rows = rows
    self.batchRows = batchRows
    self.seed = seed
    self.fingerprint = fingerprint
  }

  func fill(_ row: inout TrainingRow, step: Int, index: Int) throws {
    let place = KeyedEpochs(count: rows.count, seed: seed)[step * batchRows + index]
    try row.fill(from: rows, place)
  }
}

extension TrainingRow {
  /// Takes over a row of token shards: its tokens, their loss flags and where its documents start.
  mutating func fill(from rows: any TokenRows, _ ordinal: Int) throws {
    var row = TokenRow()
    try rows.read(ordinal, into: &row)
    for position in row.tokens.indices {
      tokens[position] = Int32(row.tokens[position])
      if position > 0 { countsAsTarget[position - 1] = row.trained[position] }
    }
    documentStarts = row.documentStarts
  }
}

/// The first rows of a token shard in order: a validation set.
struct ValidationRows: BatchSource {
  let sequences: TokenSequences
  let fingerprint: String
  var sequenceLength: Int { sequences.length }

  func fill(_ row: inout TrainingRow, step: Int, index: Int) throws {
    try row.fill(from: sequences, index)
  }
}

/// Places 0 ..< count over and over, every epoch in another keyed order.
struct KeyedEpochs {
  let count: Int
  let seed: UInt64

  /// The element at a place of the endless order.
  subscript(place: Int) -> Int {
    let epoch = UInt64(place / count)
    let order = FeistelPermutation(
      count: UInt64(count), seed: seed, stream: (StableHash.hash64("rows"), epoch))
    return Int(order[UInt64(place % count)])
  }
}
