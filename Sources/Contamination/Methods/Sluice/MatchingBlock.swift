/// Neighbouring words that stand in an item and in a document.
struct MatchingBlock: Equatable {
  /// First word among those of all items.
  var item: Int
  /// First word in the document.
  var document: Int
  var count: Int

  var itemWords: Range<Int> { item..<item + count }
  var documentWords: Range<Int> { document..<document + count }
  /// Equal for blocks between which the texts have equally many words.
  var diagonal: Int { document - item }

  /// The block without its first words.
  func dropping(_ words: Int) -> MatchingBlock {
    MatchingBlock(item: item + words, document: document + words, count: count - words)
  }

  /// Adds a block behind others, joined to the last where nothing is between them.
  static func append(_ block: MatchingBlock, to blocks: inout [MatchingBlock]) {
    if let last = blocks.last, last.diagonal == block.diagonal,
      last.item + last.count == block.item
    {
      blocks[blocks.count - 1].count += block.count
    } else {
      blocks.append(block)
    }
  }
}

extension MatchingBlock {
  init(_ hit: SeedHit) {
    self.init(item: Int(hit.itemWord), document: Int(hit.documentWord), count: Int(hit.words))
  }
}
