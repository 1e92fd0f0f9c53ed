/// Aligns a few words of an item with a few of a document by dynamic programming.
///
/// Equal words count their weight; a word skipped in the document costs a bit, one in the item half a
/// bit (its own weight is lost already). Cost: the product of the two counts; storage is kept.
struct WordAlignment {
  /// Where an alignment must begin and end.
  enum Anchoring {
    /// At both ends of both.
    case bothEnds
    /// At the first word of both; it ends where it is best.
    case start
    /// At the end of both; it begins where it is best.
    case end
    /// Nowhere: the best stretch of both.
    case free
  }

  private static let documentSkip: Int32 = 16
  private static let itemSkip: Int32 = 8
  private var scores: [Int32] = []

  /// Adds the pairs of the best alignment to `blocks`, in ascending order.
  ///
  /// `itemWords` are among those of all items, `documentWords` among `hashes`.
  mutating func align(
    _ itemWords: Range<Int>, of items: WeightedItems, with documentWords: Range<Int>,
    hashes: ContiguousArray<UInt64>, anchoring: Anchoring, into blocks: inout [MatchingBlock]
  ) {
    let (rows, columns) = (itemWords.count, documentWords.count)
    guard rows > 0, columns > 0 else { return }
    let isReversed = anchoring == .end
    func item(_ row: Int) -> Int {
      isReversed ? itemWords.upperBound - row : itemWords.lowerBound + row - 1
    }
    func document(_ column: Int) -> Int {
      isReversed ? documentWords.upperBound - column : documentWords.lowerBound + column - 1
    }
    let width = columns + 1
    scores.removeAll(keepingCapacity: true)
    scores.append(contentsOf: repeatElement(0, count: (rows + 1) * width))
    if anchoring != .free {
      for column in 1...columns { scores[column] = -Self.documentSkip * Int32(column) }
      for row in 1...rows { scores[row * width] = -Self.itemSkip * Int32(row) }
    }
    var best = anchoring == .bothEnds ? (rows, columns) : (0, 0)
    for row in 1...rows {
      let hash = items.hashes[item(row)]
      let weight = Int32(items.weight(of: item(row)))
      for column in 1...columns {
        let cell = row * width + column
        var score = max(
          scores[cell - width] - Self.itemSkip, scores[cell - 1] - Self.documentSkip)
        if hashes[document(column)] == hash {
          score = max(score, scores[cell - width - 1] + weight)
        }
        if anchoring == .free { score = max(score, 0) }
        scores[cell] = score
        if anchoring != .bothEnds, score > scores[best.0 * width + best.1] { best = (row, column) }
      }
    }
    var (row, column) = best
    var pairs: [MatchingBlock] = []
    while row > 0, column > 0 {
      let cell = row * width + column
      if hashes[document(column)] == items.hashes[item(row)],
        scores[cell] == scores[cell - width - 1] + Int32(items.weight(of: item(row)))
      {
        pairs.append(MatchingBlock(item: item(row), document: document(column), count: 1))
        row -= 1
        column -= 1
      } else if anchoring == .free, scores[cell] == 0 {
        break
      } else if scores[cell] == scores[cell - width] - Self.itemSkip {
        row -= 1
      } else {
        column -= 1
      }
    }
    if !isReversed { pairs.reverse() }
    for pair in pairs { MatchingBlock.append(pair, to: &blocks) }
  }
}
