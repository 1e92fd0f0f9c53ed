public import Pipelines

/// Keeps one occurrence of every line of the corpus, as C4's released code does.
///
/// Lines are compared stripped and lowercased; blank lines are not compared, and one directly behind a
/// cut line goes with it. A document that lost a line is dropped when too few sentences remain; one that
/// lost none is never touched.
///
/// Source: Raffel et al. 2020, section 2.2. The paper removes repeated three-sentence spans
/// (`C4SpanDeduplication`), the code lines; this is the code, with the document's printed identity in
/// place of the URL.
public struct C4LineDeduplication: RepeatedSegmentStage {
  public struct Settings: StageSettings {
    /// Sentences that must remain in a document that lost a line; 3 as in C4, 0 to keep all.
    public var minimumSentences = 3
    /// Which occurrence stays; C4 draws by a hash of the URL.
    public var keeper: SegmentKeeper = .random
    /// Preferred sources, best first, for the keeper `source`.
    public var sources: [String] = []

    public init() {}

    public func validate() throws {
      try SegmentVerdict.validate(minimumSentences: minimumSentences)
      try keeper.validate(sources: sources)
    }
  }

  public static let name = "deduplicate-c4-line"
  public static let summary =
    "Keeps one occurrence of each line of the corpus (C4's released code)."
  public static let rules = ["no-lines-left", "too-few-sentences"]

  public let segments: SegmentDeduplication

  public init(_ settings: Settings, context: StageContext) {
    let rules = SegmentRules(
      unit: .line, normalize: [.lowercase], keeper: settings.keeper, sources: settings.sources,
      minimumSentences: settings.minimumSentences, noun: "lines")
    segments = SegmentDeduplication(rules, stage: Self.name, context)
  }
}
