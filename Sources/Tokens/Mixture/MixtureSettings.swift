internal import Glibc

/// A source as the mixture sees it.
public struct MixtureSource: Sendable, Equatable {
  public var name: String
  /// Tokens of all its training documents, end-of-text tokens included.
  public var tokens: Int
  public var documents: Int

  public init(name: String, tokens: Int, documents: Int) {
    self.name = name
    self.tokens = tokens
    self.documents = documents
  }
}

/// What the `mixture` section of a pipeline file asks for.
public struct MixtureSettings: Codable, Sendable, Equatable {
  /// Relative weight of each source by name; sources left out are not used.
  ///
  /// Absent: in proportion to their tokens, which takes everything once.
  public var weights: [String: Double]?
  /// Most passes over one source.
  ///
  /// 4 by default: up to there repeated data are worth almost as much as
  /// new (Muennighoff et al. 2023).
  public var maximumEpochs = 4.0
  /// Tokens of the whole set; absent: as many as all sources hold.
  public var tokens: Int?

  public init(
    weights: [String: Double]? = nil, maximumEpochs: Double = 4, tokens: Int? = nil
  ) {
    self.weights = weights
    self.maximumEpochs = maximumEpochs
    self.tokens = tokens
  }

  /// Checks ranges and that every weight belongs to a source.
  public func validate(sources: [String]) throws(MixtureError) {
    for (name, weight) in (weights ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard sources.contains(name) else {
        let known = sources.joined(separator: ", ")
        throw MixtureError("'weights' names the source '\(name)'; the sources are \(known)")
      }
      guard weight >= 0, weight.isFinite else {
        throw MixtureError("the weight of '\(name)' is \(weight); expected 0 or more")
      }
    }
    if let weights, !weights.values.contains(where: { $0 > 0 }) {
      throw MixtureError("'weights' are all 0; give at least one source a weight above 0")
    }
    guard maximumEpochs > 0, maximumEpochs <= 1000 else {
      throw MixtureError("'maximumEpochs' is \(maximumEpochs); expected above 0, at most 1000")
    }
    if let tokens, tokens < 1 || tokens > 1 << 50 {
      throw MixtureError("'tokens' is \(tokens); expected 1 to 2^50")
    }
  }
}

/// Mixture settings that cannot be met: which, and what is accepted.
public struct MixtureError: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

/// e to a power, of the C library.
func exponential(_ power: Double) -> Double { exp(power) }
