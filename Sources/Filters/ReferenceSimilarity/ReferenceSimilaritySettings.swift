public import Pipelines

/// Settings of `reference-similarity`: what is good text and how a score decides.
///
/// The keep rule's default is GPT-3's (Brown et al. 2020, appendix A); sample and fit are our own.
public struct ReferenceSimilaritySettings: StageSettings {
  /// How a score decides; exactly one of the two, or neither for GPT-3's rule.
  public struct Keep: Codable, Sendable, Equatable {
    /// Alpha of GPT-3's rule: a document of score s stays with probability (2 - s)^-alpha; 9 unless set.
    public var pareto: Double?
    /// Score above which a document stays.
    public var above: Double?

    public init(pareto: Double? = nil, above: Double? = nil) {
      self.pareto = pareto
      self.above = above
    }
  }

  /// Files of documents that are good text: paths, folders or globs.
  public var reference: [String] = []
  public var keep = Keep()
  /// Documents of the corpus, and of the reference, that the classifier is fitted to and tested on.
  public var sampleSize = 10_000
  /// Steps of the fit; always all of them.
  public var iterations = 200
  /// Weight of the squared weights in the fitted loss.
  public var regularization = 1e-4

  public init() {}

  public var sideFiles: [String] { reference }

  public func validate() throws {
    guard !reference.isEmpty else {
      throw SettingsProblem("reference", "is missing; name files of documents that are good text")
    }
    if keep.pareto != nil, keep.above != nil {
      throw SettingsProblem("keep", "has both 'pareto' and 'above'; expected one of them")
    }
    if let alpha = keep.pareto, !(alpha > 0 && alpha <= 1000) {
      throw SettingsProblem("keep.pareto", "is \(alpha); expected a number above 0 and up to 1000")
    }
    if let above = keep.above { try SettingsChecks.requireFraction(above, "keep.above") }
    try SettingsChecks.require(sampleSize, in: 20...10_000_000, "sampleSize")
    try SettingsChecks.require(iterations, in: 1...100_000, "iterations")
    guard regularization >= 0, regularization <= 1 else {
      throw SettingsProblem("regularization", "is \(regularization); expected 0 to 1")
    }
  }
}
