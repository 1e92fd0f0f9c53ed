/// One row of a batch: T + 1 tokens, of which each but the last is an input and the next its target.
public struct TrainingRow: Sendable {
  /// T + 1 token ids.
  public var tokens: [Int32]
  /// T flags: whether `tokens[i + 1]`, the target of position i, counts in the loss.
  ///
  /// Fine-tuning sets it for the tokens of responses and the token that ends them, and for nothing
  /// else.
  public var countsAsTarget: [Bool]

  /// The positions at which documents start: 0, then rising, each below T.
  ///
  /// A position attends to nothing before its own document's start and counts from there. A row of
  /// one start is one document to the model, whatever its tokens.
  public var documentStarts: [Int]

  /// A row of zeros, one document in which every target counts.
  public init(sequenceLength: Int) {
    tokens = [Int32](repeating: 0, count: sequenceLength + 1)
    countsAsTarget = [Bool](repeating: true, count: sequenceLength)
    documentStarts = [0]
  }
}

/// Where the rows of batches come from, pretraining and fine-tuning alike.
///
/// A row is a pure function of step and index, so that a resumed run reads on where it stopped without
/// replaying anything. Shuffling and epochs are the source's business.
public protocol BatchSource: Sendable {
  /// T, the inputs of one row; at most the model's context length.
  var sequenceLength: Int { get }

  /// Changes whenever any row might: made from names, sizes and hashes of the data and from the order.
  var fingerprint: String { get }

  /// Sets the tokens of a row, those flags of `countsAsTarget` that are to be false, and
  /// `documentStarts` where documents are to be kept apart.
  ///
  /// - Parameters:
  ///   - row: of this source's length, one document, every target counting.
  ///   - step: from 0; 0 for every row of a validation set.
  ///   - index: of the row within its step, from 0.
  /// - Throws: what keeps the row from being read; training stops with it.
  func fill(_ row: inout TrainingRow, step: Int, index: Int) throws
}

/// Fixed rows on which a model is judged.
public struct ValidationSet: Sendable {
  public let source: any BatchSource
  /// Rows 0 … `rows`-1 of the source's step 0 are the set.
  public let rows: Int
  /// Bytes of the text that the counted targets stand for, where known: bits per byte need it.
  public let textBytes: Int?

  public init(source: any BatchSource, rows: Int, textBytes: Int?) {
    self.source = source
    self.rows = rows
    self.textBytes = textBytes
  }
}
