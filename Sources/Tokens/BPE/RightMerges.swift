/// The ranks at which each token can join what stands to its right: what lets a long word be merged
/// in windows, whatever the order of its merges.
///
/// The pairs that join inside a piece of text are the same, one after the other, whatever surrounds
/// it, until a token of the piece joins one outside: the lowest rank of the word, leftmost first, is
/// that of the piece whenever it lies in it. So the pair which makes a token in some text also is the
/// last one to join when the token's own bytes are merged, and any other merge to these bytes never
/// happens. Vocabularies with every way to make a token of two others (tiktoken, Llama 2) hold many
/// such; they are left out. Each token then is made in one way.
struct RightMerges {
  /// The two tokens that one is made of; `none` twice for a unit.
  private struct Parts {
    static let none = UInt32.max

    var left = none
    var right = none
  }

  /// Left token << 32 | rank, ascending.
  private let ranks: [UInt64]
  /// The right token of each.
  private let rights: [UInt32]
  /// By token; empty where some token is made in several ways.
  private let parts: [Parts]
  private let texts: ByteStrings

  /// Compiles a definition, with what it compiles to.
  init(_ definition: TokenizerDefinition, _ model: BytePairModel) {
    var merges: [TokenMerge] = []
    var parts: [Parts]?
    if case .bytePairs(let rules) = definition.model {
      merges = rules.merges
      parts = Self.parts(merges, definition.tokens)
      // Only where the units of a token's own bytes are those it is made of can it be tried alone.
      if parts == nil, model.cuts != nil,
        !merges.contains(where: { [$0.left, $0.right].contains(rules.unknownToken) })
      {
        merges = Self.happening(merges, definition.tokens, model)
        parts = Self.parts(merges, definition.tokens)
      }
    }
    merges.sort { ($0.left, $0.rank) < ($1.left, $1.rank) }
    ranks = merges.map { UInt64($0.left) << 32 | UInt64($0.rank) }
    rights = merges.map(\.right)
    self.parts = parts ?? []
    texts = ByteStrings(definition.tokens)
  }

  /// What each token is made of; nil when one is made in several ways, or is no longer than its left
  /// part.
  private static func parts(_ merges: [TokenMerge], _ tokens: [[UInt8]]) -> [Parts]? {
    var parts = [Parts](repeating: Parts(), count: tokens.count)
    for merge in merges {
      let merged = Int(merge.merged)
      guard parts[merged].left == Parts.none, tokens[merged].count > tokens[Int(merge.left)].count
      else { return nil }
      parts[merged] = Parts(left: merge.left, right: merge.right)
    }
    return parts
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
      _ = merger.merge(units, before: nil)
      if let pair = merger.lastPair { last[id] = UInt64(pair.left) << 32 | UInt64(pair.right) }
    }
    return merges.filter { last[Int($0.merged)] == UInt64($0.left) << 32 | UInt64($0.right) }
  }

  /// The lowest rank at which a token can join a right neighbour, with the token's place in the low
  /// half; nil when there is none.
  ///
  /// `givenUp`: the tokens that stood to its right, from right to left; each may have joined what
  /// the one before it has become. When empty, nothing is known of the right neighbour.
  func candidate(
    of token: UInt32?, at place: Int, before givenUp: ContiguousArray<UInt32>
  ) -> UInt64? {
    guard let token else { return nil }
    var index = firstIndex(from: UInt64(token) << 32)
    while index < ranks.count, ranks[index] >> 32 == UInt64(token) {
      if canBecome(rights[index], givenUp[...]) { return ranks[index] << 32 | UInt64(place) }
      index += 1
    }
    return nil
  }

  /// Whether the last of the tokens given up can have become a token.
  private func canBecome(_ token: UInt32, _ givenUp: ContiguousArray<UInt32>.SubSequence) -> Bool {
    var token = token
    var givenUp = givenUp
    while let last = givenUp.popLast(), token != last {
      guard !parts.isEmpty else { return text(of: token, startsWith: last) }
      // What the token became first when it joined its right neighbour is on the way down from
      // what it may be now to its first unit.
      while case let left = parts[Int(token)].left, left != last {
        if left == Parts.none { return false }
        token = left
      }
      token = parts[Int(token)].right
    }
    return true
  }

  private func text(of token: UInt32, startsWith other: UInt32) -> Bool {
    texts.withBytes(at: Int(token)) { text in
      texts.withBytes(at: Int(other)) { text.starts(with: $0) }
    }
  }

  /// The first place whose value is not below `value`.
  private func firstIndex(from value: UInt64) -> Int {
    var low = 0
    var high = ranks.count
    while low < high {
      let middle = (low + high) / 2
      if ranks[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
