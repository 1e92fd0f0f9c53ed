/// What a stage decided about one document.
public enum Verdict: Sendable, Equatable {
  case keep
  case drop(DropReason)

  public var isKept: Bool { self == .keep }
}

/// A document of an earlier run: it has a name, but is none of this run's inputs.
public struct EarlierDocument: Sendable, Equatable {
  /// Its printed identity there, `source/shard:record`.
  public var identity: String
  /// Its record's own id, where it has one.
  public var id: String?

  public init(identity: String, id: String?) {
    self.identity = identity
    self.id = id
  }
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
  /// What the twin is called where it is of an earlier run; `twin` says nothing then.
  public var earlierTwin: EarlierDocument?
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
