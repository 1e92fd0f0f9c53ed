/// How many tokens of each source a training set takes, and in how many passes.
///
///     let plan = try MixturePlan(sources: sources, settings: settings)
///     for share in plan.shares { print(share.source.name, share.tokens, share.epochs) }
///
/// epochs = weight · budget / tokens of the source. A source that would need more than
/// `maximumEpochs` passes is capped, and what it cannot give goes to the others in proportion to their
/// weights; where all are capped the set is smaller than the budget. `notes` say each in words.
public struct MixturePlan: Sendable, Equatable {
  /// What one source contributes.
  public struct Share: Sendable, Equatable {
    public var source: MixtureSource
    /// The weight asked for, as a fraction of all weights.
    public var askedFraction: Double
    /// Tokens the source is to give, epochs included; whole documents make it slightly more.
    public var tokens: Int
    /// Whether `maximumEpochs` binds.
    public var isCapped: Bool

    /// Passes over the source.
    public var epochs: Double {
      source.tokens > 0 ? Double(tokens) / Double(source.tokens) : 0
    }

    /// What repeated tokens are worth in fresh ones.
    ///
    /// U + U·R*·(1 − exp(−(epochs − 1) / R*)) with R* = 15.39; below one epoch simply the tokens. Source: Muennighoff et al. 2023.
    public var effectiveTokens: Double {
      guard epochs > 1 else { return Double(tokens) }
      let unique = Double(source.tokens)
      return unique + unique * 15.39 * (1 - exponential(-(epochs - 1) / 15.39))
    }
  }

  /// In the order of the sources.
  public let shares: [Share]
  /// Caps that bind and repetition that costs, one sentence each.
  public let notes: [String]

  /// Tokens of the whole set.
  public var tokens: Int { shares.reduce(0) { $0 + $1.tokens } }

  /// Fraction of the set that a source really gets.
  public func fraction(of share: Share) -> Double {
    tokens > 0 ? Double(share.tokens) / Double(tokens) : 0
  }

  /// Plans a mixture.
  ///
  /// - Throws: `MixtureError` for settings that name no source or no possible number.
  public init(sources: [MixtureSource], settings: MixtureSettings) throws(MixtureError) {
    try settings.validate(sources: sources.map(\.name))
    let available = sources.reduce(0) { $0 + $1.tokens }
    let asked = sources.map { settings.weights?[$0.name] ?? 0 }
    let weights = settings.weights == nil ? sources.map { Double($0.tokens) } : asked
    let sum = weights.reduce(0, +)
    let fractions = weights.map { sum > 0 ? $0 / sum : 0 }
    let caps = sources.map { settings.maximumEpochs * Double($0.tokens) }
    let budget = Double(settings.tokens ?? available)
    let quotas = Self.distribute(budget, by: fractions, caps: caps)
    var notes: [String] = []
    var shares: [Share] = []
    for (index, source) in sources.enumerated() {
      let isCapped =
        fractions[index] > 0 && quotas[index] >= caps[index]
        && fractions[index] * budget > caps[index]
      let share = Share(
        source: source, askedFraction: fractions[index], tokens: Int(quotas[index].rounded()),
        isCapped: isCapped)
      shares.append(share)
      if fractions[index] > 0, source.tokens == 0 {
        notes.append("'\(source.name)' has no tokens left; its weight goes to the others")
      } else if isCapped {
        notes.append(
          "'\(source.name)' is capped at \(settings.maximumEpochs) epochs; what it cannot give goes "
            + "to the uncapped sources in proportion to their weights")
      }
      if share.epochs > 4 {
        notes.append(
          "'\(source.name)' is repeated \(rounded(share.epochs)) times; beyond 4 epochs repeated "
            + "data lose their worth (Muennighoff et al. 2023)")
      }
    }
    let total = quotas.reduce(0, +)
    if sum > 0, total < budget - 1 {
      notes.append(
        "every source is capped: \(Int(total)) tokens in place of \(Int(budget)); raise "
          + "maximumEpochs or lower the budget")
    }
    self.shares = shares
    self.notes = notes
  }

  /// Gives each source its part of the budget, caps those that cannot, and hands the rest on.
  private static func distribute(
    _ budget: Double, by fractions: [Double], caps: [Double]
  ) -> [Double] {
    var quotas = fractions.map { _ in 0.0 }
    var isCapped = fractions.map { _ in false }
    while true {
      let rest = budget - quotas.indices.reduce(0) { $0 + (isCapped[$1] ? quotas[$1] : 0) }
      let open = fractions.indices.reduce(0) { $0 + (isCapped[$1] ? 0 : fractions[$1]) }
      guard open > 0 else { return quotas }
      var changed = false
      for index in fractions.indices where !isCapped[index] {
        quotas[index] = rest * fractions[index] / open
        guard quotas[index] > caps[index] else { continue }
        quotas[index] = caps[index]
        isCapped[index] = true
        changed = true
      }
      if !changed { return quotas }
    }
  }
}

private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
