/// A check with all that is to be said about it: the JSON of `sluice contamination check`.
///
/// The keys of `ContaminationReport` stand beside those of the other parts.
public struct ContaminationAudit: Encodable, Sendable {
  public var report: ContaminationReport
  /// What the report says of each set, read more and less strictly, with what is remarkable about it.
  public var sets: [SetSummary]
  /// Evaluation sets that share items with each other.
  public var overlaps: [SetOverlap]
  /// Evidence that stands in too many documents to count, the most frequent first.
  public var ignored: Ignored
  /// The proof of recall; nil where it was not asked for.
  public var recall: RecallReport?
  /// Scores of dirty and clean items of the sets that a results file names; nil without one.
  public var scores: [ScoreComparison]?
  public var fingerprint: ContaminationFingerprint

  /// One set.
  public struct SetSummary: Codable, Sendable, Equatable {
    public var name: String
    public var path: String
    /// The fields its items were read from.
    public var fields: BenchmarkFields
    public var notes: BenchmarkNotes
    /// Items by verdict at each level of strictness.
    public var levels: [Level]

    /// Items by verdict at one level.
    public struct Level: Codable, Sendable, Equatable {
      public var name: String
      public var dirty: Int
      public var clean: Int
      public var untestable: Int
    }
  }

  /// Evidence that does not count.
  public struct Ignored: Codable, Sendable, Equatable {
    /// How much of it there is.
    public var count: Int
    /// In more documents than this evidence does not count; nil where all counts.
    public var maximumDocuments: Int?
    /// The most frequent, at most `ContaminationAudit.maximumIgnored`.
    public var first: [Element]

    /// One n-gram or other element.
    public struct Element: Codable, Sendable, Equatable {
      public var text: String
      /// Documents it stands in.
      public var documents: Int
    }
  }

  /// Ignored elements that are named.
  static let maximumIgnored = 100

  /// - Parameters:
  ///   - check: the check.
  ///   - findings: what it found in the corpus.
  ///   - recall: the proof of recall.
  ///   - scores: of a model on the sets' items.
  ///   - findsOverlaps: whether the sets are checked against each other.
  ///   - levels: how strictly items are parted.
  ///   - fingerprint: what all rests on.
  public init(
    of check: ContaminationCheck, findings: CorpusFindings, recall: RecallReport? = nil,
    scores: ItemScores? = nil, findsOverlaps: Bool = true,
    levels: [StrictnessLevel] = StrictnessLevel.all,
    fingerprint: ContaminationFingerprint
  ) {
    report = check.report(findings)
    let verdicts = report.benchmarks.map {
      $0.items.map { ItemVerdict($0.verdict, score: $0.score) }
    }
    sets = zip(check.sets, verdicts).map { set, verdicts in
      SetSummary(
        name: set.name, path: set.path, fields: set.fields, notes: set.notes,
        levels: levels.map { level in
          let judged = verdicts.map(level.verdict)
          return SetSummary.Level(
            name: level.name, dirty: judged.count { $0 == .dirty },
            clean: judged.count { $0 == .clean }, untestable: judged.count { $0 == .untestable })
        })
    }
    overlaps = findsOverlaps ? SetOverlap.find(by: check) : []
    ignored = Self.ignored(check.search, findings)
    self.recall = recall
    self.scores = scores.map { scores in
      zip(check.sets, zip(scores.scores, verdicts)).compactMap { set, values in
        values.0.map {
          ScoreComparison(
            set.name, scores: $0, verdicts: values.1, levels: levels, seed: fingerprint.seed)
        }
      }
    }
    self.fingerprint = fingerprint
  }

  private static func ignored(
    _ search: any BenchmarkSearch, _ findings: CorpusFindings
  ) -> Ignored {
    let elements = findings.ignoredElements
    let frequent = elements.sorted {
      (findings.documentCount(of: $1), $0) < (findings.documentCount(of: $0), $1)
    }
    return Ignored(
      count: elements.count, maximumDocuments: search.maximumDocuments,
      first: frequent.prefix(maximumIgnored).compactMap { element in
        search.text(ofElement: element).map {
          Ignored.Element(text: $0, documents: findings.documentCount(of: element))
        }
      })
  }

  private enum Keys: CodingKey {
    case sets, overlaps, ignored, recall, scores, fingerprint
  }

  public func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(sets, forKey: .sets)
    try container.encode(overlaps, forKey: .overlaps)
    try container.encode(ignored, forKey: .ignored)
    try container.encodeIfPresent(recall, forKey: .recall)
    try container.encodeIfPresent(scores, forKey: .scores)
    try container.encode(fingerprint, forKey: .fingerprint)
  }
}
