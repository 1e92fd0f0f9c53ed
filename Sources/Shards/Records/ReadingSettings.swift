public import Pipelines

/// How records of one source are read.
public struct ReadingSettings: Sendable, Equatable {
  /// Field that holds the text.
  public var textField = "text"
  /// Whether a record without a text (or with one that is no string) is a document with an empty
  /// text instead of a problem; for benchmarks and other side inputs.
  public var allowsMissingText = false
  /// What documents carry of their records beside the text.
  public var recordParts = RecordParts.whole
  /// A record above this many bytes goes to quarantine piecewise and is never held whole.
  public var maximumRecordBytes = 64 << 20

  public init() {}
}
