/// Joins the blocks of one item in one document to the heaviest chain that ascends in both texts.
///
/// A chain may skip words in either text, at half a bit for each word more in one than in the other (no
/// more than 16 bits) and with no more than 64 words of the document between two blocks, the item's
/// options not counted.
/// Source: chaining of seeds as in sequence comparison (Abouelhoda and Ohlebusch 2005), the plain
/// quadratic form.
enum SeedChain {
  private static let maximumBlocks = 256
  private static let maximumSkip = 64

  /// The heaviest chain, its blocks cut so that none overlap; empty without blocks.
  static func heaviest(
    _ blocks: [MatchingBlock], of item: WeightedItems.Item, in items: WeightedItems
  ) -> [MatchingBlock] {
    let sorted = limited(blocks, items).sorted {
      ($0.document, $0.item) < ($1.document, $1.item)
    }
    var scores: [Int] = []
    var predecessors: [Int] = []
    for (index, block) in sorted.enumerated() {
      var best = items.weight(block.itemWords)
      var predecessor = -1
      for earlier in 0..<index {
        guard
          let (rest, skip) = continuation(
            of: sorted[earlier], by: block, limit: maximumSkip + item.choiceWords)
        else { continue }
        let penalty = min(skip, 32) * WordInformation.unitsPerBit / 2
        let score = scores[earlier] + items.weight(rest.itemWords) - penalty
        if score > best { (best, predecessor) = (score, earlier) }
      }
      scores.append(best)
      predecessors.append(predecessor)
    }
    guard var last = scores.indices.max(by: { scores[$0] < scores[$1] }) else { return [] }
    var path = [last]
    while predecessors[last] >= 0 {
      last = predecessors[last]
      path.append(last)
    }
    var chain: [MatchingBlock] = []
    for index in path.reversed() {
      if let previous = chain.last,
        let (rest, _) = continuation(of: previous, by: sorted[index], limit: .max)
      {
        MatchingBlock.append(rest, to: &chain)
      } else if chain.isEmpty {
        chain.append(sorted[index])
      }
    }
    return chain
  }

  /// What of a block comes behind another in both texts, and how many more words one text skips than
  /// the other; nil when nothing does or too much is between them.
  private static func continuation(
    of earlier: MatchingBlock, by later: MatchingBlock, limit: Int
  ) -> (rest: MatchingBlock, skip: Int)? {
    let overlap = max(
      0, earlier.item + earlier.count - later.item,
      earlier.document + earlier.count - later.document)
    guard overlap < later.count,
      later.document + overlap - (earlier.document + earlier.count) <= limit
    else { return nil }
    return (later.dropping(overlap), abs(later.diagonal - earlier.diagonal))
  }

  /// The heaviest blocks where there are too many.
  private static func limited(_ blocks: [MatchingBlock], _ items: WeightedItems) -> [MatchingBlock]
  {
    guard blocks.count > maximumBlocks else { return blocks }
    let ranked = blocks.sorted {
      let (left, right) = (items.weight($0.itemWords), items.weight($1.itemWords))
      return left != right ? left > right : ($0.document, $0.item) < ($1.document, $1.item)
    }
    return Array(ranked.prefix(maximumBlocks))
  }
}
