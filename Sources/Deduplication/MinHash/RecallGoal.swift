#if canImport(Glibc)
  import Glibc
#endif
public import Pipelines

/// What bands and rows shall find, instead of bands and rows: `recall: { minimum: 0.95, at: 0.8,
/// maximum: 0.2, below: 0.6 }`.
public struct RecallGoal: StageSettings {
  /// The chance of becoming a candidate that a pair of the similarity `at` has at least; below 1.
  public var minimum = 0.95
  /// A Jaccard similarity.
  public var at = 0.8
  /// The chance that a pair of the similarity `below`, or a lower one, has at most; 1 for any.
  public var maximum = 1.0
  /// A Jaccard similarity under `at`.
  public var below = 0.6

  /// Minima in a signature at most.
  static let maximumPermutations = 10_000

  public init() {}

  public func validate() throws {
    guard minimum > 0, minimum < 1 else {
      throw SettingsProblem("minimum", "is \(minimum); above 0 and below 1 is accepted")
    }
    guard at > 0, at <= 1 else {
      throw SettingsProblem("at", "is \(at); above 0 and at most 1 is accepted")
    }
    guard maximum > 0, maximum <= 1 else {
      throw SettingsProblem("maximum", "is \(maximum); above 0 and at most 1 is accepted")
    }
    guard below >= 0, below < at else {
      throw SettingsProblem("below", "is \(below); 0 to less than 'at' (\(at)) is accepted")
    }
    guard banding != nil else {
      throw SettingsProblem(
        "maximum",
        "is \(maximum) below \(below), with at least \(minimum) at \(at): no bands and rows of at most "
          + "\(Self.maximumPermutations) hashes do both; raise 'maximum' or lower 'minimum' or 'below'"
      )
    }
  }

  /// The bands and rows that reach the goal with the fewest hashes; of as many, those with fewer rows.
  ///
  /// Nil when none does with 10,000. Takes some hundred steps.
  public var banding: Banding? {
    guard minimum > 0, minimum < 1, at > 0, at <= 1 else { return nil }
    var best: Banding?
    for rows in 1...1000 {
      // 1 − (1 − s^rows)^bands ≥ minimum, solved for the bands; rounding may be one short.
      let needed = (log1p(-minimum) / log1p(-pow(at, Double(rows)))).rounded(.up)
      guard needed * Double(rows) <= Double(Self.maximumPermutations) else { break }
      var found = Banding(bands: max(1, Int(needed)), rows: rows)
      if found.candidateProbability(at: at) < minimum { found.bands += 1 }
      guard isReached(by: found) else { continue }
      if found.permutations < best?.permutations ?? .max { best = found }
    }
    return best
  }

  /// Whether bands and rows do what is asked.
  func isReached(by banding: Banding) -> Bool {
    banding.permutations <= Self.maximumPermutations
      && banding.candidateProbability(at: at) >= minimum
      && banding.candidateProbability(at: below) <= maximum
  }
}
