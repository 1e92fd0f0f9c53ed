internal import Glibc

/// How a budget is divided before any limit: the methods of `MixtureSettings`.
struct MixtureWeights {
  /// Of each source, summing to 1; all 0 where no source that is used has tokens.
  let fractions: [Double]
  /// Tokens asked for.
  let budget: Double

  init(_ sources: [MixtureSource], _ settings: MixtureSettings, limits: [Double]) {
    let sizes = sources.map { Double($0.tokens) }
    let raw: [Double]
    var asked = settings.tokens.map(Double.init)
    switch settings.chosenMethod {
    case .weights: raw = sources.map { settings.weights?[$0.name] ?? 0 }
    case .proportional: raw = sizes
    case .temperature:
      let exponent = 1 / (settings.temperature ?? 1)
      raw = sizes.map { $0 > 0 ? pow($0, exponent) : 0 }
    case .unimax:
      raw = Self.unimax(asked ?? sizes.reduce(0, +), limits: limits)
    case .epochs:
      raw = zip(sources, sizes).map { (settings.epochs?[$0.name] ?? 0) * $1 }
      asked = raw.reduce(0, +)
    }
    let sum = raw.reduce(0, +)
    fractions = raw.map { sum > 0 ? $0 / sum : 0 }
    budget = asked ?? zip(sizes, raw).reduce(0) { $0 + ($1.1 > 0 ? $1.0 : 0) }
  }

  /// Tokens of each source: the same for all, but for those too small to give it.
  ///
  /// From the source with the lowest limit upwards each takes an equal part of what is left, or its
  /// limit. Source: Chung et al. 2023, algorithm 1.
  private static func unimax(_ budget: Double, limits: [Double]) -> [Double] {
    var quotas = limits.map { _ in 0.0 }
    var left = budget
    var remaining = limits.count
    for index in limits.indices.sorted(by: { (limits[$0], $0) < (limits[$1], $1) }) {
      quotas[index] = min(left / Double(remaining), limits[index])
      left -= quotas[index]
      remaining -= 1
    }
    return quotas
  }
}
