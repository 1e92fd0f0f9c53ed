/// What a stage decided about one document.
public enum Verdict: Sendable, Equatable {
  case keep
  case drop(DropReason)

  public var isKept: Bool { self == .keep }
}

/// Why a document was dropped: the rule, what it measured and the bound it missed.
public struct DropReason: Sendable, Equatable {
  /// Constant label of the rule, such as `too-few-words`: the key of tallies.
  public var rule: String
  /// The measured value, where the rule measures one.
  public var value: Double?
  /// The bound that was missed, where the rule has one.
  public var threshold: Double?
  /// The document this one repeats (deduplication), its survivor.
  public var twin: DocumentID?
  /// Free detail for the reader, such as the matched benchmark item.
  public var detail: String?

  public init(
    _ rule: String, value: Double? = nil, threshold: Double? = nil, twin: DocumentID? = nil,
    detail: String? = nil
  ) {
    self.rule = rule
    self.value = value
    self.threshold = threshold
    self.twin = twin
    self.detail = detail
  }
}
