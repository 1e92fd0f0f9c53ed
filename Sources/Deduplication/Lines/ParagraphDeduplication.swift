public import Pipelines

/// Keeps one occurrence of every paragraph of the corpus, or none of those that are repeated.
///
/// A cut paragraph goes with the blank lines behind it; the remaining bytes are not touched, nor is a
/// document that lost none. Paragraphs shorter than `minimumCharacters`, and those of which normalisation
/// leaves nothing, are not compared.
///
/// Source: Wenzek et al. 2020 (CCNet), section 3.1, which compares lines without case, digits, punctuation
/// and accents by 64-bit keys. `normalize: [lowercase, digits, punctuation, whitespace]` does so but for
/// the accents; keys have 128 bits here.
public struct ParagraphDeduplication: RepeatedSegmentStage {
  /// What a paragraph is.
  public enum Unit: String, Codable, Sendable, CaseIterable {
    /// A line, as in web text.
    case line
    /// The lines between blank ones, as in books whose lines are wrapped.
    case block
  }

  public struct Settings: StageSettings {
    /// What a paragraph is.
    public var unit: Unit = .line
    /// Characters (Unicode scalars, without white space at the ends) that a paragraph has at least to be
    /// compared; 0 for all.
    public var minimumCharacters = 0
    /// What does not count when paragraphs are compared, besides white space at their ends.
    public var normalize: [SegmentNormalization] = [.lowercase, .whitespace]
    /// Which occurrence stays.
    public var keeper: SegmentKeeper = .random
    /// Preferred sources, best first, for the keeper `source`.
    public var sources: [String] = []
    /// Sentences that must remain in a document that lost a paragraph; 0 to keep all.
    public var minimumSentences = 0

    public init() {}

    public func validate() throws {
      guard minimumCharacters >= 0 else {
        throw SettingsProblem(
          "minimumCharacters", "is \(minimumCharacters); 0 or more is accepted")
      }
      try SegmentVerdict.validate(minimumSentences: minimumSentences)
      try keeper.validate(sources: sources)
    }
  }

  public static let name = "deduplicate-paragraph"
  public static let summary = "Keeps one occurrence of each paragraph of the corpus, or none."
  public static let rules = ["no-paragraphs-left", "too-few-sentences"]

  public let segments: SegmentDeduplication

  public init(_ settings: Settings, context: StageContext) {
    let rules = SegmentRules(
      unit: settings.unit == .line ? .line : .block, normalize: settings.normalize,
      minimumCharacters: settings.minimumCharacters, keeper: settings.keeper,
      sources: settings.sources, minimumSentences: settings.minimumSentences, noun: "paragraphs")
    segments = SegmentDeduplication(rules, stage: Self.name, context)
  }
}
