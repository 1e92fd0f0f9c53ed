public import Pipelines

/// What the `mixture` section of a pipeline file asks for.
///
///     mixture: { weights: { web: 0.6, books: 0.4 }, tokens: 3000000000 }
///     mixture: { temperature: 3.33 }
///     mixture: { method: unimax, maximumEpochs: 4 }
///     mixture: { epochs: { web: 0.44, books: 1.9 } }
public struct MixtureSettings: Codable, Sendable, Equatable {
  /// How the weights of the sources are found.
  public enum Method: String, Codable, CaseIterable, Sendable {
    /// As `weights` says.
    case weights
    /// In proportion to the tokens: everything is taken equally often.
    case proportional
    /// In proportion to tokens^(1 / `temperature`) (XLM-R and mT5 take an exponent of 0.3).
    case temperature
    /// As evenly as `maximumEpochs` allows (UniMax, Chung et al. 2023).
    case unimax
    /// As many passes over each source as `epochs` says (Brown et al. 2020, table 2.2).
    case epochs

    public init(from decoder: any Decoder) throws {
      self = try suggesting(from: decoder)
    }
  }

  /// Found from `weights`, `temperature` or `epochs` where one stands; else proportional.
  public var method: Method?
  /// Relative weight of each source by name; sources left out are not used.
  public var weights: [String: Double]?
  /// Above 1: small sources get more than their part; 0.1 to 100.
  public var temperature: Double?
  /// Passes over each source by name; sources left out are not used.
  public var epochs: [String: Double]?
  /// Most passes over one source; above 0, at most 1000.
  ///
  /// 4 by default: up to there repeated data are worth almost as much as new (Muennighoff et al. 2023).
  /// With `epochs` there is no limit but this setting's own.
  public var maximumEpochs: PerSource?
  /// The largest part of a source's documents that is used at all; above 0, at most 1.
  ///
  /// The rest stays untouched. Which documents those are hangs on their keys alone, so that the part
  /// grows with its source but never changes.
  public var maximumFraction: PerSource?
  /// Tokens of the whole set; absent: one pass over all sources that are used.
  public var tokens: Int?
  /// Repeats documents that had many duplicates.
  public var rehydrate: Rehydration?
  /// Whether a set may be smaller than `tokens` where all sources are at their limits.
  public var allowSmaller = false
  /// Whether a source may be repeated more than 40 times.
  public var force = false

  /// Passes over a source from which a warning is given.
  ///
  /// Source: Muennighoff et al. 2023.
  public static let warningEpochs = 4.0
  /// Passes over a source that are refused without `force`: more add about nothing.
  public static let refusedEpochs = 40.0
  static let defaultMaximumEpochs = 4.0

  public init(weights: [String: Double]? = nil, tokens: Int? = nil) {
    self.weights = weights
    self.tokens = tokens
  }

  /// The method asked for in so many words or by its setting.
  public var chosenMethod: Method {
    if let method { return method }
    if weights != nil { return .weights }
    if epochs != nil { return .epochs }
    return temperature != nil ? .temperature : .proportional
  }

  /// The part of a source's documents that may be used.
  public func fraction(of source: String) -> Double { maximumFraction?[source] ?? 1 }

  /// Most passes over a source; infinite where `epochs` alone decides.
  func maximumEpochs(of source: String) -> Double {
    maximumEpochs?[source] ?? (chosenMethod == .epochs ? .infinity : Self.defaultMaximumEpochs)
  }

  /// Checks ranges, that every name is a source's, and that no setting contradicts the method.
  public func validate(sources: [String]) throws(SettingsProblem) {
    let own: [(Method, String, Bool)] = [
      (.weights, "weights", weights != nil), (.temperature, "temperature", temperature != nil),
      (.epochs, "epochs", epochs != nil),
    ]
    for (method, setting, isThere) in own {
      if isThere, chosenMethod != method {
        throw SettingsProblem(
          setting, "does not go with the method '\(chosenMethod.rawValue)'; remove one of them")
      }
      if !isThere, chosenMethod == method {
        throw SettingsProblem("method", "is \(method.rawValue) but '\(setting)' is missing; add it")
      }
    }
    try Self.check(weights, "weights", sources: sources)
    try Self.check(epochs, "epochs", sources: sources)
    if let temperature, !(0.1...100).contains(temperature) {
      throw SettingsProblem("temperature", "is \(temperature); expected 0.1 to 100")
    }
    try maximumEpochs?.validate(
      "maximumEpochs", sources: sources, expected: "above 0, at most 1000"
    ) { $0 > 0 && $0 <= 1000 }
    try maximumFraction?.validate(
      "maximumFraction", sources: sources, expected: "above 0, at most 1"
    ) { $0 > 0 && $0 <= 1 }
    if let tokens, tokens < 1 || tokens > 1 << 50 {
      throw SettingsProblem("tokens", "is \(tokens); expected 1 to 2^50")
    }
    if tokens != nil, chosenMethod == .epochs {
      throw SettingsProblem("tokens", "does not go with 'epochs', which decide it; remove one")
    }
    try rehydrate?.validate()
  }

  private static func check(
    _ numbers: [String: Double]?, _ setting: String, sources: [String]
  ) throws(SettingsProblem) {
    guard let numbers else { return }
    try checkNames(of: numbers, setting, sources: sources)
    for (name, number) in numbers.sorted(by: { $0.key < $1.key })
    where number < 0 || !number.isFinite || number > 1e15 {
      throw SettingsProblem("\(setting).\(name)", "is \(number); expected 0 or more")
    }
    guard numbers.values.contains(where: { $0 > 0 }) else {
      throw SettingsProblem(setting, "are all 0; give at least one source more")
    }
  }

  static func checkNames(
    of numbers: [String: Double], _ setting: String, sources: [String]
  ) throws(SettingsProblem) {
    for name in numbers.keys.sorted() where !sources.contains(name) {
      let hint =
        nearestName(to: name, among: sources).map { "did you mean '\($0)'?" }
        ?? "the sources are \(sources.joined(separator: ", "))"
      throw SettingsProblem(setting, "names the source '\(name)'; \(hint)")
    }
  }
}
