/// The order in which the documents of all sources are emitted: a pure function of seed and plan.
///
///     var order = GlobalOrder(plan: plan, seed: 1)
///     while let pick = order.next({ lengths[$0][Int($1)] }) { … }
///
/// At every step the source that lies furthest behind its share of the tokens gives its next document
/// (Megatron's blending rule, in tokens instead of samples), so that no prefix is further from the
/// target than one document. Inside a source documents come in a keyed permutation, another for every
/// epoch. The whole state is three numbers per source; a copy of it resumes exactly where it was
/// taken, and the number of documents never matters for memory.
public struct GlobalOrder: Sendable, Equatable {
  /// One document of the order.
  public struct Pick: Sendable, Hashable {
    /// Ordinal of the source in the plan.
    public var source: Int
    /// Ordinal of the document among its source's.
    public var document: UInt64
    /// Which pass over the source this is, from 0.
    public var epoch: UInt32
  }

  /// Where a source stands.
  public struct SourceState: Sendable, Equatable, Codable {
    /// Tokens drawn so far.
    public var drawnTokens = 0
    public var epoch: UInt32 = 0
    /// Documents of the epoch drawn so far.
    public var position: UInt64 = 0

    public init() {}
  }

  /// All that must be kept to go on from here.
  public private(set) var state: [SourceState]
  private let quotas: [Int]
  private let totalQuota: Int
  private let counts: [UInt64]
  private let seed: UInt64
  private var permutations: [FeistelPermutation]
  private var drawnTokens: Int

  /// Starts an order, or resumes one from its state.
  public init(plan: MixturePlan, seed: UInt64, state: [SourceState]? = nil) {
    let counts = plan.shares.map { UInt64($0.source.documents) }
    let state = state ?? plan.shares.map { _ in SourceState() }
    precondition(state.count == counts.count, "one state per source")
    quotas = plan.shares.map { $0.source.tokens > 0 ? $0.tokens : 0 }
    totalQuota = quotas.reduce(0, +)
    self.counts = counts
    self.seed = seed
    self.state = state
    drawnTokens = state.reduce(0) { $0 + $1.drawnTokens }
    permutations = counts.indices.map {
      Self.permutation(counts[$0], seed: seed, source: $0, epoch: state[$0].epoch)
    }
  }

  /// Draws the next document.
  ///
  /// - Parameter tokens: tokens of a document by source ordinal and document ordinal, 0 or more.
  /// - Returns: the document, or nil when every source has given its tokens.
  public mutating func next(_ tokens: (Int, UInt64) throws -> Int) rethrows -> Pick? {
    guard let source = sourceFurthestBehind() else { return nil }
    if state[source].position == counts[source] {
      state[source].position = 0
      state[source].epoch &+= 1
      permutations[source] = Self.permutation(
        counts[source], seed: seed, source: source, epoch: state[source].epoch)
    }
    let document = permutations[source][state[source].position]
    let length = try tokens(source, document)
    state[source].position += 1
    state[source].drawnTokens += length
    drawnTokens += length
    return Pick(source: source, document: document, epoch: state[source].epoch)
  }

  /// The unfinished source with the largest share · (drawn + 1) − drawn from it; of equals the first.
  private func sourceFurthestBehind() -> Int? {
    var best: (source: Int, deficit: Int128)?
    for source in quotas.indices
    where state[source].drawnTokens < quotas[source] && counts[source] > 0 {
      let target = Int128(quotas[source]) * Int128(drawnTokens + 1)
      let deficit = target - Int128(state[source].drawnTokens) * Int128(totalQuota)
      if deficit > best?.deficit ?? .min { best = (source, deficit) }
    }
    return best?.source
  }

  private static func permutation(
    _ count: UInt64, seed: UInt64, source: Int, epoch: UInt32
  ) -> FeistelPermutation {
    FeistelPermutation(count: count, seed: seed, stream: (UInt64(source), UInt64(epoch)))
  }
}
