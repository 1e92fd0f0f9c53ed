/// What bands and rows find: the S-curve.
public struct CandidateCurve: Encodable, Sendable, Equatable {
  /// The chance of pairs of one similarity.
  public struct Point: Encodable, Sendable, Equatable {
    public var similarity: Double
    public var probability: Double
  }

  public var bands: Int
  public var rows: Int
  /// Minima in a signature.
  public var hashes: Int
  /// The nominal threshold (1/bands)^(1/rows), about where the curve is steepest.
  public var threshold: Double
  /// The chance that two documents become candidates, at Jaccard similarities from 0.5 to 0.95.
  public var points: [Point]

  /// Evaluates 1 − (1 − s^rows)^bands.
  public init(_ banding: Banding) {
    bands = banding.bands
    rows = banding.rows
    hashes = banding.permutations
    threshold = banding.nominalThreshold
    points = (10...19).map { step in
      let similarity = Double(step) / 20
      return Point(
        similarity: similarity, probability: banding.candidateProbability(at: similarity))
    }
  }
}

extension MinHashSettings {
  /// The chance of becoming candidates that these settings give to pairs.
  public var candidateCurve: CandidateCurve { CandidateCurve(banding) }
}
