import Text
import Tokens
import Training

/// Training rows cut from token shards; every epoch takes them in another keyed order.
struct SequenceRows: BatchSource {
  private let sequences: TokenSequences
  private let batchRows: Int
  private let seed: UInt64
  let fingerprint: String
  var sequenceLength: Int { sequences.length }

  /// - Precondition: `sequences` holds at least one.
  init(_ sequences: TokenSequences, batchRows: Int, seed: UInt64, fingerprint: String) {
    self.sequences = sequences
    self.batchRows = batchRows
    self.seed = seed
    self.fingerprint = fingerprint
  }

  func fill(_ row: inout TrainingRow, step: Int, index: Int) throws {
    let place = KeyedEpochs(count: sequences.count, seed: seed)[step * batchRows + index]
    var tokens = ContiguousArray<UInt32>()
    var trained = ContiguousArray<Bool>()
    try sequences.read(place, into: &tokens, trained: &trained)
    for position in tokens.indices {
      row.tokens[position] = Int32(tokens[position])
      if position > 0 { row.countsAsTarget[position - 1] = trained[position] }
    }
  }
}

/// The first rows of a token shard in order: a validation set.
struct ValidationRows: BatchSource {
  let sequences: TokenSequences
  let fingerprint: String
  var sequenceLength: Int { sequences.length }

  func fill(_ row: inout TrainingRow, step: Int, index: Int) throws {
    var tokens = ContiguousArray<UInt32>()
    var trained = ContiguousArray<Bool>()
    try sequences.read(index, into: &tokens, trained: &trained)
    for position in tokens.indices { row.tokens[position] = Int32(tokens[position]) }
  }
}

/// Instruction pairs, one to a row, with the loss on responses alone; the rest of a row is padding.
struct PairRows: BatchSource {
  private let examples: [SupervisedExample]
  private let padding: Int32
  private let batchRows: Int
  private let seed: UInt64
  let sequenceLength: Int
  let fingerprint: String

  /// - Precondition: there is at least one example, none longer than `sequenceLength + 1`.
  init(
    _ examples: [SupervisedExample], sequenceLength: Int, padding: UInt32, batchRows: Int,
    seed: UInt64, fingerprint: String
  ) {
    self.examples = examples
    self.sequenceLength = sequenceLength
    self.padding = Int32(padding)
    self.batchRows = batchRows
    self.seed = seed
    self.fingerprint = fingerprint
  }

  func fill(_ row: inout TrainingRow, step: Int, index: Int) throws {
    let place = KeyedEpochs(count: examples.count, seed: seed)[step * batchRows + index]
    let example = examples[place]
    for position in row.tokens.indices {
      let isInside = position < example.tokens.count
      row.tokens[position] = isInside ? Int32(example.tokens[position]) : padding
      guard position > 0 else { continue }
      row.countsAsTarget[position - 1] = isInside && example.trained[position]
    }
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
