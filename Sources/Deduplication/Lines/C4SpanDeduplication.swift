public import Pipelines

/// Cuts all but one of every three consecutive sentences that occur more than once in the corpus.
///
/// Spans overlap: each sentence but the first two begins one. A sentence goes when any span over it is
/// not the one that stays; so at most one whole copy of a repeated span is left. Because documents are
/// preferred in one order for all spans, each sentence stays at least once in the corpus (not with the
/// keeper `none`). Spans that come to stand together by cutting are not looked at again, and a text of
/// one or two sentences has no span. A document that lost a sentence is dropped when too few remain; one
/// that lost none is never touched.
///
/// Source: Raffel et al. 2020, section 2.2: all but one of any three-sentence span. The paper leaves
/// open which one stays and what becomes of overlaps. Sentences are `Sentences`' over the whole text.
public struct C4SpanDeduplication: RepeatedSegmentStage {
  public struct Settings: StageSettings {
    /// Sentences that must remain in a document that lost one; 3 as in C4, 0 to keep all.
    public var minimumSentences = 3
    /// What does not count when sentences are compared.
    public var normalize: [SegmentNormalization] = [.lowercase, .whitespace]
    /// Which occurrence stays.
    public var keeper: SegmentKeeper = .random
    /// Preferred sources, best first, for the keeper `source`.
    public var sources: [String] = []

    public init() {}

    public func validate() throws {
      try SegmentVerdict.validate(minimumSentences: minimumSentences)
      try keeper.validate(sources: sources)
    }
  }

  public static let name = "deduplicate-c4-span3"
  public static let summary =
    "Keeps one occurrence of each span of three sentences (C4's paper)."
  public static let rules = ["no-sentences-left", "too-few-sentences"]

  public let segments: SegmentDeduplication

  public init(_ settings: Settings, context: StageContext) {
    let rules = SegmentRules(
      unit: .sentence, spanLength: 3, normalize: settings.normalize, keeper: settings.keeper,
      sources: settings.sources, minimumSentences: settings.minimumSentences, noun: "sentences")
    segments = SegmentDeduplication(rules, stage: Self.name, context)
  }
}
