/// At which ranks each token joins right neighbours, where merges happen in the order of rank.
///
/// That they do is what lets a long word be merged in windows. It holds when every merge of a token
/// ranks above the one that makes it: a merge then only gives rise to pairs of higher rank. Merges
/// that never happen do not count. The pairs that join inside a piece of text are the same whatever
/// surrounds it until one of them leaves it, so that the pair which makes a token in some text also
/// is the last one to join when the token's own bytes are merged: any other merge to these bytes
/// never happens. Vocabularies with every way to make a token of two others (tiktoken, Llama 2) hold
/// many such.
struct MergeOrder {
  /// Left token << 32 | rank, ascending.
  private let ranks: [UInt64]

  /// Compiles a definition, with what it compiles to; nil when merges need not happen in the order
  /// of rank.
  init?(_ definition: TokenizerDefinition, _ model: BytePairModel) {
    guard case .bytePairs(let rules) = definition.model else { return nil }
    var merges = rules.merges
    if !Self.isOrdered(merges, tokenCount: definition.tokens.count) {
      // Only where the units of a token's own bytes are those it is made of can it be tried alone.
      guard model.cuts != nil,
        !merges.contains(where: { [$0.left, $0.right].contains(rules.unknownToken) })
      else { return nil }
      merges = Self.happening(merges, definition.tokens, model)
      guard Self.isOrdered(merges, tokenCount: definition.tokens.count) else { return nil }
    }
    ranks = merges.map { UInt64($0.left) << 32 | UInt64($0.rank) }.sorted()
  }

  private static func isOrdered(_ merges: [TokenMerge], tokenCount: Int) -> Bool {
    /// One above the highest rank that makes each token.
    var made = [UInt64](repeating: 0, count: tokenCount)
    for merge in merges {
      made[Int(merge.merged)] = max(made[Int(merge.merged)], UInt64(merge.rank) + 1)
    }
    return merges.allSatisfy {
      made[Int($0.left)] <= UInt64($0.rank) && made[Int($0.right)] <= UInt64($0.rank)
    }
  }

  private static func happening(
    _ merges: [TokenMerge], _ tokens: [[UInt8]], _ model: BytePairModel
  ) -> [TokenMerge] {
    var last = [UInt64](repeating: .max, count: tokens.count)
    var isMade = [Bool](repeating: false, count: tokens.count)
    for merge in merges { isMade[Int(merge.merged)] = true }
    var merger = UnitMerger(model.merges)
    var units = ContiguousArray<UInt32>()
    for (id, token) in tokens.enumerated() where isMade[id] {
      units.removeAll(keepingCapacity: true)
      token.withUnsafeBufferPointer { model.units.append($0, to: &units) }
      _ = merger.merge(units, openingAs: nil)
      if let pair = merger.lastPair { last[id] = UInt64(pair.left) << 32 | UInt64(pair.right) }
    }
    return merges.filter { last[Int($0.merged)] == UInt64($0.left) << 32 | UInt64($0.right) }
  }

  /// The first rank at which a token can join a right neighbour, above that of an earlier candidate,
  /// with the token's place in the low half; nil when there is none.
  func candidate(of token: UInt32?, at place: Int, after earlier: UInt64?) -> UInt64? {
    guard let token else { return nil }
    let wanted = UInt64(token) << 32 + (earlier.map { ($0 >> 32) + 1 } ?? 0)
    var low = 0
    var high = ranks.count
    while low < high {
      let middle = (low + high) / 2
      if ranks[middle] < wanted { low = middle + 1 } else { high = middle }
    }
    guard low < ranks.count, ranks[low] >> 32 == UInt64(token) else { return nil }
    return ranks[low] << 32 | UInt64(place)
  }
}
