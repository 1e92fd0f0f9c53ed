import Text

/// What a model scored on the dirty and on the clean items of a set.
public struct ScoreComparison: Codable, Sendable, Equatable {
  /// Name of the set.
  public var benchmark: String
  /// Items without a score: they are in no mean.
  public var unscored: Int
  /// One comparison for each strictness level.
  public var levels: [Level]
  /// LLaMA-2's four classes of items.
  public var classes: [ContaminationClass]
  /// Whether all four classes differ from chance (|Z| above 2), as LLaMA-2 asks before an effect is
  /// claimed.
  public var allClassesDiffer: Bool

  /// A mean over items.
  public struct Mean: Codable, Sendable, Equatable {
    public var items: Int
    /// nil without items.
    public var mean: Double?
    /// By bootstrap over items.
    public var interval: ScoreInterval?
  }

  /// The comparison at one level of strictness.
  public struct Level: Codable, Sendable, Equatable {
    /// The level's name.
    public var level: String
    /// All testable items.
    public var all: Mean
    public var dirty: Mean
    public var clean: Mean
    /// Mean of the clean items less that of the dirty ones; nil without either.
    public var cleanMinusDirty: Double?
    public var cleanMinusDirtyInterval: ScoreInterval?
    /// (clean - all) / all, what GPT-3 reports; nil without clean items, or where the mean of all is 0.
    ///
    /// A set is suspect where clean items do more than about 1 to 2 % worse.
    public var relativeDifference: Double?
    public var relativeDifferenceInterval: ScoreInterval?
  }

  /// Compares scores under verdicts.
  ///
  /// - Parameters:
  ///   - name: of the set.
  ///   - scores: of each item, nil where there is none.
  ///   - verdicts: of each item.
  ///   - levels: how strictly items are parted.
  ///   - seed: of the bootstrap.
  public init(
    _ name: String, scores: [Double?], verdicts: [ItemVerdict], levels: [StrictnessLevel],
    seed: UInt64
  ) {
    benchmark = name
    unscored = scores.count { $0 == nil }
    var tested: [(score: Double, verdict: ItemVerdict)] = []
    for (score, verdict) in zip(scores, verdicts) where verdict.verdict != .untestable {
      if let score { tested.append((score, verdict)) }
    }
    self.levels = levels.map { level in
      let isDirty = tested.map { level.verdict($0.verdict) == .dirty }
      let key = StableHash.hash64("\(name)\0\(level.name)", seed: seed)
      return Level(level.name, scores: tested.map(\.score), isDirty: isDirty, seed: key)
    }
    classes = ContaminationClass.all(
      scores: tested.map(\.score), shares: tested.map(\.verdict.score))
    allClassesDiffer = classes.allSatisfy { ($0.z?.magnitude ?? 0) > 2 }
  }
}

extension ScoreComparison.Level {
  /// Compares the scores of dirty and clean items, with a bootstrap of this seed.
  package init(_ name: String, scores: [Double], isDirty: [Bool], seed: UInt64) {
    level = name
    let once = Measures([Int32](repeating: 1, count: scores.count), scores, isDirty)
    let intervals =
      scores.isEmpty
      ? Array(repeating: nil, count: Measures.count)
      : Bootstrap.intervals(items: scores.count, seed: seed, values: Measures.count) {
        Measures($0, scores, isDirty).values
      }
    all = ScoreComparison.Mean(items: scores.count, mean: once.all, interval: intervals[0])
    dirty = ScoreComparison.Mean(
      items: isDirty.count { $0 }, mean: once.dirty, interval: intervals[1])
    clean = ScoreComparison.Mean(
      items: isDirty.count { !$0 }, mean: once.clean, interval: intervals[2])
    cleanMinusDirty = once.difference
    cleanMinusDirtyInterval = intervals[3]
    relativeDifference = once.relativeDifference
    relativeDifferenceInterval = intervals[4]
  }
}

/// What is measured on a resample of items.
private struct Measures {
  static let count = 5

  var all: Double?
  var dirty: Double?
  var clean: Double?

  var difference: Double? {
    guard let clean, let dirty else { return nil }
    return clean - dirty
  }

  var relativeDifference: Double? {
    guard let clean, let all, all != 0 else { return nil }
    return (clean - all) / all
  }

  var values: [Double?] { [all, dirty, clean, difference, relativeDifference] }

  /// - Parameters:
  ///   - times: how often each item counts.
  ///   - scores: of the items.
  ///   - isDirty: whether each is dirty.
  init(_ times: [Int32], _ scores: [Double], _ isDirty: [Bool]) {
    var sums = (dirty: 0.0, clean: 0.0)
    var counts = (dirty: 0, clean: 0)
    for index in scores.indices {
      if isDirty[index] {
        sums.dirty += Double(times[index]) * scores[index]
        counts.dirty += Int(times[index])
      } else {
        sums.clean += Double(times[index]) * scores[index]
        counts.clean += Int(times[index])
      }
    }
    let total = counts.dirty + counts.clean
    all = total == 0 ? nil : (sums.dirty + sums.clean) / Double(total)
    dirty = counts.dirty == 0 ? nil : sums.dirty / Double(counts.dirty)
    clean = counts.clean == 0 ? nil : sums.clean / Double(counts.clean)
  }
}
