public import Pipelines

/// Settings of `deduplicate: { method: minhash }`.
public struct MinHashSettings: StageSettings {
  /// Words in a shingle, 5 as in FineWeb; shorter texts are one shingle.
  public var shingleWords = 5
  /// Bands of a signature; 14 as in FineWeb, Penedo and others 2024.
  public var bands = 14
  /// Minima in a band; 8 as in FineWeb.
  public var rows = 8
  /// The Jaccard similarity of shingle sets, checked for each candidate pair, from which one of two
  /// documents is dropped.
  ///
  /// 0.7 is where 14 bands of 8 rows begin to find most pairs (0.56 of those at 0.7, 0.92 at 0.8) and
  /// near their nominal threshold (1/14)^(1/8) = 0.72: unlike the unverified classic form, which drops
  /// 0.05 of the pairs at 0.5 and 0.21 at 0.6, nothing below it is dropped.
  public var minimumSimilarity = 0.7
  /// Distinct shingles stored per document; documents with more are compared by estimate, with a
  /// standard error of at most 0.008.
  public var sketchSize = 4096
  /// What is kept of a cluster, rule by rule; ties go to the first document.
  public var survivor: [SurvivorRule] = [.longest]
  /// Preferred sources, best first, for the survivor rule `source`.
  public var sources: [String] = []
  /// The run stops when a source of 100 documents or more would lose a larger fraction of them.
  public var maximumDroppedFraction = 0.9

  public init() {}

  var banding: Banding { Banding(bands: bands, rows: rows) }

  public func validate() throws {
    try check("shingleWords", shingleWords, in: 1...1000)
    try check("bands", bands, in: 1...10_000)
    try check("rows", rows, in: 1...1000)
    guard bands * rows <= 100_000 else {
      throw SettingsProblem("bands", "times 'rows' is \(bands * rows); at most 100000 is accepted")
    }
    try check("sketchSize", sketchSize, in: 64...1_000_000)
    guard minimumSimilarity > 0, minimumSimilarity <= 1 else {
      throw SettingsProblem(
        "minimumSimilarity", "is \(minimumSimilarity); above 0 and at most 1 is accepted")
    }
    guard maximumDroppedFraction >= 0, maximumDroppedFraction <= 1 else {
      throw SettingsProblem(
        "maximumDroppedFraction", "is \(maximumDroppedFraction); 0 to 1 is accepted")
    }
    try validateSurvivor()
  }

  private func validateSurvivor() throws {
    guard Set(survivor).count == survivor.count else {
      throw SettingsProblem("survivor", "names a rule twice; each may stand there once")
    }
    if let index = survivor.firstIndex(of: .first), index < survivor.count - 1 {
      throw SettingsProblem(
        "survivor", "has rules behind 'first', which decides every tie; put 'first' last")
    }
    guard survivor.contains(.source) != sources.isEmpty else {
      throw SettingsProblem(
        "sources", "is the order for the survivor rule 'source'; set both or neither")
    }
  }

  private func check(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw SettingsProblem(
        name, "is \(value); \(range.lowerBound) to \(range.upperBound) is accepted")
    }
  }
}
