/// The order in which the documents of all sources are emitted: a pure function of seed and plan.
///
///     var order = GlobalOrder(plan: plan, seed: 1)
///     while let pick = order.next({ (document: $0.element, tokens: lengths[$0.source][…]) }) { … }
///
/// Of the sources at or behind their share of the tokens, the one that soonest would fall a document
/// behind gives its next: no prefix is further from the target than the longest document. (The rule of
/// always taking the source furthest behind, as Megatron does, strays further from three sources on.)
/// Inside a source documents come in a keyed permutation, another for every pass; where a pass would
/// begin with the document that the one before ended with, its first two change places. The whole
/// state is three numbers and a flag per source; a copy of it resumes exactly where it was taken, and
/// the number of documents never matters for memory.
///
/// Source of the rule: earliest deadline first among released (Baruah et al. 1996, proportionate
/// progress), with tokens for time.
public struct GlobalOrder: Sendable, Equatable {
  /// One document of the order.
  public struct Pick: Sendable, Hashable {
    /// Ordinal of the source in the plan.
    public var source: Int
    /// What `next` was told to stand at the place.
    public var document: UInt64
    /// Which pass over the source this is, from 0.
    public var epoch: UInt32
  }

  /// Where a document stands in its source.
  public struct Place: Sendable, Hashable {
    public var source: Int
    /// Ordinal of the round in the source's `rounds`.
    public var round: Int
    /// Ordinal of the document in the round.
    public var element: UInt64
  }

  /// Where a source stands.
  public struct SourceState: Sendable, Equatable, Codable {
    /// Tokens drawn so far.
    public var drawnTokens = 0
    /// Rounds begun before this one, over all epochs.
    public var pass: UInt32 = 0
    /// Documents of the round drawn so far.
    public var position: UInt64 = 0
    /// Whether the first two documents of the round change places.
    public var isTurned = false

    public init() {}
  }

  /// All that must be kept to go on from here.
  public private(set) var state: [SourceState]
  private let quotas: [Int]
  private let totalQuota: Int
  private let rounds: [[UInt64]]
  private let longestDocument: Int
  private let seed: UInt64
  private var permutations: [FeistelPermutation]
  private var drawnTokens: Int

  /// Starts an order, or resumes one from its state.
  public init(plan: MixturePlan, seed: UInt64, state: [SourceState]? = nil) {
    let state = state ?? plan.shares.map { _ in SourceState() }
    precondition(state.count == plan.shares.count, "one state per source")
    quotas = plan.shares.map { share in
      share.source.tokens > 0 && share.source.rounds.contains { $0 > 0 } ? share.tokens : 0
    }
    totalQuota = quotas.reduce(0, +)
    rounds = plan.shares.map(\.source.rounds)
    longestDocument = max(1, plan.shares.map(\.source.longestDocument).max() ?? 1)
    self.seed = seed
    self.state = state
    drawnTokens = state.reduce(0) { $0 + $1.drawnTokens }
    permutations = []
    for source in state.indices { permutations.append(permutation(source)) }
  }

  /// Draws the next document.
  ///
  /// - Parameter document: what stands at a place: the document's ordinal in its source, the same for
  ///   all copies, and its tokens, 0 or more.
  /// - Returns: the document, or nil when every source has given its tokens.
  public mutating func next(
    _ document: (Place) throws -> (document: UInt64, tokens: Int)
  ) rethrows -> Pick? {
    guard let source = dueSource() else { return nil }
    if state[source].position == count(source) { try beginRound(source, document) }
    let found = try document(place(source))
    state[source].position += 1
    state[source].drawnTokens += found.tokens
    drawnTokens += found.tokens
    let epoch = Int(state[source].pass) / rounds[source].count
    return Pick(source: source, document: found.document, epoch: UInt32(clamping: epoch))
  }

  /// The unfinished source with the earliest deadline, among those that are not ahead if there are any.
  private func dueSource() -> Int? {
    var best: (source: Int, isAhead: Bool, due: Int)?
    for source in quotas.indices where state[source].drawnTokens < quotas[source] {
      let drawn = state[source].drawnTokens
      let isAhead =
        Int128(drawn) * Int128(totalQuota) > Int128(quotas[source]) * Int128(drawnTokens)
      let due = drawn + longestDocument
      if let best {
        if isAhead, !best.isAhead { continue }
        // due / quota is when the source must have been served; of equals the first.
        let isLater =
          Int128(due) * Int128(quotas[best.source])
          >= Int128(best.due) * Int128(quotas[source])
        if isAhead == best.isAhead, isLater { continue }
      }
      best = (source, isAhead, due)
    }
    return best?.source
  }

  private func round(_ source: Int) -> Int { Int(state[source].pass) % rounds[source].count }

  private func count(_ source: Int) -> UInt64 { rounds[source][round(source)] }

  /// Goes on to the next round that holds documents; copies of one document never meet there.
  private mutating func beginRound(
    _ source: Int, _ document: (Place) throws -> (document: UInt64, tokens: Int)
  ) rethrows {
    var last: UInt64?
    if state[source].position > 0 {
      state[source].position -= 1
      last = try document(place(source)).document
    }
    repeat { state[source].pass &+= 1 } while count(source) == 0
    state[source].position = 0
    state[source].isTurned = false
    permutations[source] = permutation(source)
    let first = try document(place(source)).document
    state[source].isTurned = count(source) > 1 && first == last
  }

  private func place(_ source: Int) -> Place {
    let position = state[source].position
    let isExchanged = state[source].isTurned && position < 2
    return Place(
      source: source, round: round(source),
      element: permutations[source][isExchanged ? 1 - position : position])
  }

  private func permutation(_ source: Int) -> FeistelPermutation {
    FeistelPermutation(
      count: count(source), seed: seed, stream: (UInt64(source), UInt64(state[source].pass)))
  }
}
