import Text

/// Searches documents for the items of a `SluiceSearch`: seeds, chains, alignments, judgement.
struct SluiceSearcher: BenchmarkSearcher {
  /// An item that stands in a document several times is shown so often.
  private static let maximumPassages = 8
  /// Long documents are searched window by window, so that one full of seeds needs no memory without
  /// bounds; what stands across two windows is in their overlap.
  private static let windowWords = 32_768
  private static let overlapWords = 2_048

  private let search: SluiceSearch
  private var words = WordList()
  private var scan = SeedScan()
  private var hits: ContiguousArray<SeedHit> = []
  private var alignment = WordAlignment()

  init(_ search: SluiceSearch) { self.search = search }

  mutating func search(_ text: [UInt8], ignoring ignored: Set<UInt32>) -> DocumentFindings {
    words.fill(from: text.span, definition: .alphanumeric)
    var matches: [ItemMatch] = []
    var start = 0
    while start < words.count {
      let end = min(start + Self.windowWords + Self.overlapWords, words.count)
      hits.removeAll(keepingCapacity: true)
      scan.find(
        search.shortSeeds, search.longSeeds, in: words.hashes, words: start..<end, into: &hits)
      if !ignored.isEmpty { hits.removeAll { ignored.contains($0.seed) } }
      appendMatches(to: &matches)
      if end == words.count { break }
      start += Self.windowWords
    }
    guard !matches.isEmpty else { return DocumentFindings() }
    return DocumentFindings(
      matches: Self.joined(matches),
      elements: Self.distinct(matches.flatMap(\.passages).flatMap(\.elements)))
  }

  /// Adds what the seeds of a window come to, by item.
  private mutating func appendMatches(to matches: inout [ItemMatch]) {
    guard !hits.isEmpty else { return }
    hits.sort { $0.order != $1.order ? $0.order < $1.order : $0.documentWord < $1.documentWord }
    var start = 0
    while start < hits.count {
      var end = start + 1
      while end < hits.count, hits[end].item == hits[start].item { end += 1 }
      if mayMatch(hits[start..<end]), let match = match(of: hits[start..<end]) {
        matches.append(match)
      }
      start = end
    }
  }

  /// One match for each item, its passages in document order; of passages that overlap the first stays.
  private static func joined(_ matches: [ItemMatch]) -> [ItemMatch] {
    var joined: [ItemMatch] = []
    for match in matches.enumerated().sorted(by: {
      ($0.element.item, $0.offset) < ($1.element.item, $1.offset)
    }).map(\.element) {
      guard var last = joined.last, last.item == match.item else {
        joined.append(match)
        continue
      }
      // Where one window shows the item contaminating, what another has of it is not worth telling.
      if match.isContaminated != last.isContaminated {
        if match.isContaminated { joined[joined.count - 1] = match }
        continue
      }
      last.score = max(last.score, match.score)
      for passage in match.passages
      where !last.passages.contains(where: { $0.document.overlaps(passage.document) }) {
        last.passages.append(passage)
      }
      last.passages.sort { $0.document.lowerBound < $1.document.lowerBound }
      joined[joined.count - 1] = last
    }
    return joined
  }

  /// Whether the seeds of one item, were they all in order, would be worth chaining: see `isPromising`.
  private func mayMatch(_ hits: ArraySlice<SeedHit>) -> Bool {
    let number = Int(hits[hits.startIndex].item)
    if search.items.items[number].isShort, hits.count > 1 { return true }
    let seeded = hits.reduce(0) { sum, hit in
      sum + search.items.weight(Int(hit.itemWord)..<Int(hit.itemWord) + Int(hit.words))
    }
    guard search.items.items[number].isShort else { return seeded >= search.leastSeeded[number] }
    let block = MatchingBlock(hits[hits.startIndex])
    return ItemAlignment.bound(
      [block], of: search.items.items[number], in: search.items, hashes: words.hashes)
      >= search.leastFound[number]
  }

  /// The best that the seeds of one item come to; nil when it is less than three quarters of what is
  /// required.
  private mutating func match(of hits: ArraySlice<SeedHit>) -> ItemMatch? {
    guard let number = hits.first.map({ Int($0.item) }) else { return nil }
    let items = search.items
    let item = items.items[number]
    let least = search.leastFound[number]
    var blocks: [MatchingBlock] = []
    for hit in hits { Self.extend(&blocks, by: hit) }
    var match = ItemMatch(item: number, score: 0, isContaminated: false, passages: [])
    while !blocks.isEmpty, match.passages.count < Self.maximumPassages {
      let chain = SeedChain.heaviest(blocks, of: item, in: items)
      guard let first = chain.first, let last = chain.last, isPromising(chain, number) else {
        break
      }
      let aligned = ItemAlignment(
        chain, of: item, in: items, hashes: words.hashes, scratch: &alignment)
      let judgement = search.rule.judge(aligned, of: item, in: items)
      if aligned.weight(in: item.words, of: items) >= least,
        judgement.isContaminated || !match.isContaminated
      {
        if judgement.isContaminated, !match.isContaminated { match.passages = [] }
        match.isContaminated = judgement.isContaminated
        match.score = max(match.score, judgement.score)
        match.passages += passages(aligned, seeds: hits)
      }
      let taken = first.document..<last.documentWords.upperBound
      blocks.removeAll { $0.documentWords.overlaps(taken) }
    }
    match.passages.sort { $0.document.lowerBound < $1.document.lowerBound }
    return match.passages.isEmpty ? nil : match
  }

  /// Whether a chain is worth aligning.
  ///
  /// Of a long item a third of what is required, or two thirds of a part that is enough, must be in the
  /// seeds: those of edited texts hold so much, and texts on the same subject have a few seeds each. Of
  /// a short item enough words must stand near the seeds at all.
  private func isPromising(_ chain: [MatchingBlock], _ number: Int) -> Bool {
    let items = search.items
    let item = items.items[number]
    guard item.isShort else {
      return chain.reduce(0) { $0 + items.weight($1.itemWords) } >= search.leastSeeded[number]
    }
    return ItemAlignment.bound(chain, of: item, in: items, hashes: words.hashes)
      >= search.leastFound[number]
  }

  /// Adds a seed to the block it continues, or as a block of its own; seeds come by diagonal.
  private static func extend(_ blocks: inout [MatchingBlock], by hit: SeedHit) {
    let block = MatchingBlock(hit)
    if let last = blocks.last, last.diagonal == block.diagonal,
      block.item <= last.itemWords.upperBound
    {
      blocks[blocks.count - 1].count = max(last.count, block.itemWords.upperBound - last.item)
    } else {
      blocks.append(block)
    }
  }

  /// The stretches of both texts that an alignment covers: the question's, and the answer's apart.
  private func passages(
    _ aligned: ItemAlignment, seeds: ArraySlice<SeedHit>
  ) -> [MatchedPassage] {
    [aligned.blocks, aligned.answer].compactMap { blocks in
      guard let first = blocks.first, let last = blocks.last else { return nil }
      let documentWords = first.document..<last.documentWords.upperBound
      let items = search.items
      return MatchedPassage(
        document: Int(words.starts[first.document])..<Int(words.ends[documentWords.upperBound - 1]),
        item: Int(items.starts[first.item])..<Int(items.ends[last.itemWords.upperBound - 1]),
        elements: Self.distinct(
          seeds.lazy.filter { documentWords.contains(Int($0.documentWord)) }.map(\.seed)))
    }
  }

  private static func distinct(_ numbers: some Sequence<UInt32>) -> [UInt32] {
    var result: [UInt32] = []
    for number in numbers.sorted() where number != result.last { result.append(number) }
    return result
  }
}
