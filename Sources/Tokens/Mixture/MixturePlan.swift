public import Pipelines

/// How many tokens of each source a training set takes, and in how many passes.
///
///     let plan = try MixturePlan(sources: sources, settings: settings)
///     for share in plan.shares { print(share.source.name, share.tokens, share.epochs) }
///
/// epochs = weight · budget / tokens of the source. A source that would need more than
/// `maximumEpochs` passes is capped, and what it cannot give goes to the others in proportion to their
/// weights. `notes` say in words where that happens and where repetition costs.
public struct MixturePlan: Sendable, Equatable {
  /// In the order of the sources.
  public let shares: [MixtureShare]
  /// Limits that bind and repetition that costs, one sentence each.
  public let notes: [String]

  /// Tokens of the whole set.
  public var tokens: Int { shares.reduce(0) { $0 + $1.tokens } }

  /// Fraction of the set that a source really gets.
  public func fraction(of share: MixtureShare) -> Double {
    tokens > 0 ? Double(share.tokens) / Double(tokens) : 0
  }

  /// Plans a mixture.
  ///
  /// - Parameters:
  ///   - sources: what each can give, `maximumFraction` and rehydration already counted.
  ///   - settings: the `mixture` section.
  /// - Throws: `SettingsProblem` for settings that name no source or no possible number, for more tokens
  ///   than the sources can give, and for a source repeated more than 40 times without `force`.
  public init(sources: [MixtureSource], settings: MixtureSettings) throws(SettingsProblem) {
    try settings.validate(sources: sources.map(\.name))
    let limits = sources.map {
      $0.tokens > 0 ? settings.maximumEpochs(of: $0.name) * Double($0.tokens) : 0
    }
    let weights = MixtureWeights(sources, settings, limits: limits)
    let quotas = Self.distribute(weights.budget, by: weights.fractions, limits: limits)
    shares = sources.indices.map { index in
      MixtureShare(
        source: sources[index], askedFraction: weights.fractions[index],
        tokens: Int(quotas[index].rounded()),
        isCapped: weights.fractions[index] * weights.budget > limits[index] * (1 + 1e-12)
          || settings.chosenMethod == .unimax && quotas[index] > limits[index] * (1 - 1e-12))
    }
    let text = MixtureText(settings: settings, limits: limits)
    if let settingsTokens = settings.tokens, !settings.allowSmaller,
      quotas.reduce(0, +) < Double(settingsTokens) - 1
    {
      throw text.shortfall(shares, asked: settingsTokens)
    }
    for share in shares
    where share.repetition > MixtureSettings.refusedEpochs * (1 + 1e-9) && !settings.force {
      throw text.tooManyEpochs(share)
    }
    notes = text.notes(shares, budget: Int(weights.budget))
  }

  /// Gives each source its part of the budget, caps those that cannot, and hands the rest on.
  private static func distribute(
    _ budget: Double, by fractions: [Double], limits: [Double]
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
        guard quotas[index] > limits[index] else { continue }
        quotas[index] = limits[index]
        isCapped[index] = true
        changed = true
      }
      if !changed { return quotas }
    }
  }
}
