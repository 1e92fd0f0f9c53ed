/// Finds the texts that share one of their rarest tokens.
///
/// Order every text's tokens by one fixed order and let two texts have at least α tokens in common:
/// then the first m − α + 1 of one and the first n − α + 1 of the other share a token. Any order is
/// exact; rarest first is fast. Frequencies change while the pool grows, so the index is rebuilt
/// with a new order each time the pool has doubled, and tokens first seen since then come first.
struct RareTokenIndex: Sendable {
  /// Place in the order of each token known at the last rebuild.
  private var ranks: [Int32] = []
  private var lists: [[UInt32]] = []
  private var rebuildCount = 256

  /// Whether a pool of this size wants a new order.
  func isDue(for count: Int) -> Bool { count >= rebuildCount }

  /// The distinct tokens among the `prefix` rarest positions of a text.
  func rarest(_ tokens: [UInt32], _ prefix: Int) -> [UInt32] {
    let sorted = tokens.sorted { rank($0) < rank($1) }
    var result: [UInt32] = []
    for token in sorted.prefix(prefix) where result.last != token { result.append(token) }
    return result
  }

  func postings(of token: UInt32) -> [UInt32] {
    Int(token) < lists.count ? lists[Int(token)] : []
  }

  mutating func add(_ tokens: [UInt32], ordinal: Int, _ threshold: RougeThreshold) {
    guard !tokens.isEmpty else { return }
    for token in rarest(tokens, tokens.count - threshold.minimumPartner(tokens.count) + 1) {
      while lists.count <= Int(token) { lists.append([]) }
      lists[Int(token)].append(UInt32(ordinal))
    }
  }

  mutating func rebuild(over texts: some Collection<[UInt32]>, _ threshold: RougeThreshold) {
    rebuildCount = max(rebuildCount, texts.count) * 2
    var frequencies: [Int] = []
    for tokens in texts {
      for token in tokens {
        while frequencies.count <= Int(token) { frequencies.append(0) }
        frequencies[Int(token)] += 1
      }
    }
    let order = frequencies.indices.sorted {
      (frequencies[$0], $0) < (frequencies[$1], $1)
    }
    ranks = [Int32](repeating: 0, count: order.count)
    for (rank, token) in order.enumerated() { ranks[token] = Int32(rank) }
    lists = [[UInt32]](repeating: [], count: order.count)
    for (ordinal, tokens) in texts.enumerated() { add(tokens, ordinal: ordinal, threshold) }
  }

  /// Tokens unknown at the last rebuild are the rarest, the newest of them first.
  private func rank(_ token: UInt32) -> Int32 {
    Int(token) < ranks.count ? ranks[Int(token)] : -Int32(clamping: token) - 1
  }
}
