/// Where an item stands in a document, word by word.
struct ItemAlignment {
  /// Words of both texts that are equal, in ascending order.
  var blocks: [MatchingBlock]
  /// The answer behind the question, when other words are between them.
  var answer: [MatchingBlock] = []

  /// How far alignment looks beside and between seeds, in words.
  private static let reach = 48
  /// How far behind the question the answer may begin, in words, options not counted.
  private static let answerDistance = 24
  /// The words of an answer that are looked for apart from the question.
  private static let answerWords = 48

  /// Completes a chain of seeds: the words before, between and behind them, then the answer.
  init(
    _ chain: [MatchingBlock], of item: WeightedItems.Item, in items: WeightedItems,
    hashes: ContiguousArray<UInt64>, scratch: inout WordAlignment
  ) {
    blocks = []
    guard let first = chain.first, let last = chain.last else { return }
    let reach = Self.reach
    let documentStart = max(
      0, first.document - Self.margin(first.item - item.words.lowerBound))
    scratch.align(
      max(item.words.lowerBound, first.item - reach)..<first.item, of: items,
      with: documentStart..<first.document, hashes: hashes, anchoring: .end, into: &blocks)
    for (position, block) in chain.enumerated() {
      if position > 0 {
        let previous = chain[position - 1]
        let itemGap = previous.itemWords.upperBound..<block.item
        let documentGap = previous.documentWords.upperBound..<block.document
        if itemGap.count <= 2 * reach, documentGap.count <= 2 * reach {
          scratch.align(
            itemGap, of: items, with: documentGap, hashes: hashes, anchoring: .bothEnds,
            into: &blocks)
        }
      }
      MatchingBlock.append(block, to: &blocks)
    }
    let (itemEnd, documentEnd) = (last.itemWords.upperBound, last.documentWords.upperBound)
    let documentLimit = min(
      hashes.count, documentEnd + Self.margin(item.words.upperBound - itemEnd))
    scratch.align(
      itemEnd..<min(item.words.upperBound, itemEnd + reach), of: items,
      with: documentEnd..<documentLimit, hashes: hashes, anchoring: .start, into: &blocks)
    findAnswer(of: item, in: items, hashes: hashes, scratch: &scratch)
  }

  /// Looks for the answer some way behind the question, unless enough of it stands right behind.
  private mutating func findAnswer(
    of item: WeightedItems.Item, in items: WeightedItems, hashes: ContiguousArray<UInt64>,
    scratch: inout WordAlignment
  ) {
    let words = item.answer..<min(item.words.upperBound, item.answer + Self.answerWords)
    let question = Self.before(item.answer, blocks)
    guard !words.isEmpty, let last = question.last else { return }
    let start = last.documentWords.upperBound
    let behind = weight(in: item.answer..<item.words.upperBound, of: items)
    let distance = blocks.last.map { $0.documentWords.upperBound - start - words.count } ?? 0
    // Much of a long answer is no accident, the rest of it may have been left out.
    let isLong = words.count >= WeightedItems.shortWords
    if behind > 0, isLong || (4 * behind >= 3 * items.weight(words) && distance <= 2) { return }
    let end = start + Self.answerDistance + 2 * words.count + min(item.choiceWords, 200)
    var apart: [MatchingBlock] = []
    scratch.align(
      words, of: items, with: start..<min(hashes.count, end), hashes: hashes, anchoring: .free,
      into: &apart)
    let found = apart.reduce(0) { $0 + items.weight($1.itemWords) }
    // A few common words of an answer stand near anything.
    if 4 * found >= 3 * items.weight(words), found >= behind {
      (blocks, answer) = (question, apart)
    }
  }

  /// The parts of blocks that are in front of a word of the items.
  private static func before(_ word: Int, _ blocks: [MatchingBlock]) -> [MatchingBlock] {
    blocks.compactMap { block in
      guard block.item < word else { return nil }
      var part = block
      part.count = min(block.count, word - block.item)
      return part
    }
  }

  /// The most that alignment around a chain could come to: the weight of the chain and of the item's
  /// other words that stand near it at all, in 1/16 bit.
  static func bound(
    _ chain: [MatchingBlock], of item: WeightedItems.Item, in items: WeightedItems,
    hashes: ContiguousArray<UInt64>
  ) -> Int {
    guard let first = chain.first, let last = chain.last else { return 0 }
    var bound = chain.reduce(0) { $0 + items.weight($1.itemWords) }
    let answer = answerDistance + 2 * (item.words.upperBound - item.answer) + item.choiceWords
    let start = max(0, first.document - margin(first.item - item.words.lowerBound))
    let end = min(
      hashes.count,
      last.document + last.count
        + max(margin(item.words.upperBound - last.itemWords.upperBound), min(answer, 248)))
    let window = hashes[start..<end]
    var covered = item.words.lowerBound
    for block in chain {
      for word in covered..<max(covered, block.item) where window.contains(items.hashes[word]) {
        bound += items.weight(of: word)
      }
      covered = block.itemWords.upperBound
    }
    for word in covered..<item.words.upperBound where window.contains(items.hashes[word]) {
      bound += items.weight(of: word)
    }
    return bound
  }

  /// How many words of a document may hold so many words of an item at an end of a chain: words put in
  /// between cost more than they bring before long.
  private static func margin(_ words: Int) -> Int { words == 0 ? 0 : min(words, reach) * 5 / 4 + 6 }

  /// Both parts, in ascending order.
  var allBlocks: [MatchingBlock] { blocks + answer }

  /// The weight of the words of the item in some range that stand in the document, in 1/16 bit.
  func weight(in range: Range<Int>, of items: WeightedItems) -> Int {
    allBlocks.reduce(0) { $0 + items.weight($1.itemWords.clamped(to: range)) }
  }

  /// Words of the document between the blocks beyond those that the item has there.
  var insertedWords: Int {
    zip(blocks, blocks.dropFirst()).reduce(0) { $0 + max(0, $1.1.diagonal - $1.0.diagonal) }
  }
}
