public import Pipelines

/// Settings of `deduplicate: { method: exact }`.
public struct ExactSettings: StageSettings {
  /// What is compared.
  public var compare = ExactComparison.text
  /// What is kept of equal documents, rule by rule; ties go to the first document.
  public var survivor: [SurvivorRule] = [.first]
  /// Preferred sources, best first, for the survivor rule `source`.
  public var sources: [String] = []
  /// Which documents are compared with each other.
  public var scope = DeduplicationScope.global
  /// The run stops when a source of 100 documents or more would lose a larger fraction of them.
  ///
  /// Not set, it is 0.9 for addresses, ids and fields, where a field that does not tell documents apart
  /// would empty a source, and 1 for texts and words: there every loss is a real copy, and sources of
  /// mostly copies are common.
  public var maximumDroppedFraction: Double?

  public init() {}

  var effectiveMaximumDroppedFraction: Double {
    maximumDroppedFraction ?? (compare.comparesTexts ? 1 : 0.9)
  }

  public func validate() throws {
    try SurvivorOrder.validate(survivor, sources: sources)
    try SourceGuard.validate(effectiveMaximumDroppedFraction)
  }
}
