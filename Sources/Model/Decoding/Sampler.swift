import Glibc

/// Draws a token from logits: temperature, then top-k, then top-p, then one random number.
///
/// The random number is a function of the seed and the index of the draw, so a draw can be repeated
/// alone. Tokens of equal logit are ranked by id.
public struct Sampler: Sendable {
  private let settings: SamplingSettings
  private let random: Philox

  /// - Throws: `ModelError` for settings out of range.
  public init(_ settings: SamplingSettings) throws {
    try settings.validate()
    self.settings = settings
    random = Philox(seed: settings.seed, purpose: 0x5A4D_504C)
  }

  /// The token for the `draw`-th place; `logits` must not be empty.
  ///
  /// Cost: one pass over the vocabulary, and a sort of it only for top-p without top-k.
  public func token(from logits: UnsafeBufferPointer<Float>, draw: Int) -> Int32 {
    var ranked: [Candidate]
    if settings.temperature == 0 || settings.topK == 1 {
      return Int32(Self.best(1, of: logits)[0].token)
    } else if settings.topK > 0, settings.topK < logits.count {
      ranked = Self.best(settings.topK, of: logits)
    } else {
      ranked = logits.indices.map { Candidate(token: $0, logit: logits[$0]) }
      if settings.topP < 1 { ranked.sort(by: Candidate.isBefore) }
    }
    let largest = ranked.reduce(-Float.infinity) { max($0, $1.logit) }
    var weights = ranked.map { exp(Double($0.logit - largest) / settings.temperature) }
    if settings.topP < 1 { Self.cut(&weights, toFraction: settings.topP) }
    let total = weights.reduce(0, +)
    var rest = random.unit(UInt64(truncatingIfNeeded: draw)) * total
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return Int32(ranked[index].token) }
    }
    return Int32(ranked[weights.count - 1].token)
  }

  private struct Candidate {
    let token: Int
    let logit: Float

    static func isBefore(_ left: Candidate, _ right: Candidate) -> Bool {
      left.logit == right.logit ? left.token < right.token : left.logit > right.logit
    }
  }

  /// The `count` largest logits in order, by insertion: most values fail the first comparison.
  private static func best(_ count: Int, of logits: UnsafeBufferPointer<Float>) -> [Candidate] {
    var kept: [Candidate] = []
    kept.reserveCapacity(count + 1)
    for (token, logit) in logits.enumerated() {
      let candidate = Candidate(token: token, logit: logit)
      if kept.count == count, !Candidate.isBefore(candidate, kept[count - 1]) { continue }
      let place = kept.partitioningIndex { Candidate.isBefore(candidate, $0) }
      kept.insert(candidate, at: place)
      if kept.count > count { kept.removeLast() }
    }
    return kept
  }

  /// Keeps the shortest beginning whose sum reaches the fraction; always at least one.
  private static func cut(_ weights: inout [Double], toFraction fraction: Double) {
    let wanted = weights.reduce(0, +) * fraction
    var sum = 0.0
    let enough = weights.firstIndex { weight in
      sum += weight
      return sum >= wanted
    }
    if let enough { weights.removeLast(weights.count - enough - 1) }
  }
}

extension Array {
  /// The first index whose element satisfies the predicate, in an array where all later ones do too.
  fileprivate func partitioningIndex(where belongsAfter: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if belongsAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
