/// An index of a corpus that cannot be built or used.
public struct CorpusIndexError: Error, Equatable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable {
    /// A setting out of range.
    case settings
    /// A file of the index is torn, changed or missing.
    case damaged
    /// The folder holds something else, no finished index, or one of another format version.
    case notAnIndex
    /// A finished index of another corpus or of other settings is in the way.
    case exists
    /// Another process builds it.
    case busy
    /// A shard of the corpus is not what it was when it was indexed.
    case changedCorpus
    /// The corpus has more documents than the format can number.
    case tooLarge
  }

  public var kind: Kind
  /// The file, folder or setting.
  public var place: String
  public var found: String
  public var expected: String
  /// What to do.
  public var advice: String

  package init(_ kind: Kind, _ place: String, found: String, expected: String, advice: String) {
    self.kind = kind
    self.place = place
    self.found = found
    self.expected = expected
    self.advice = advice
  }

  static func damaged(_ path: String, found: String, expected: String) -> CorpusIndexError {
    CorpusIndexError(
      .damaged, path, found: found, expected: expected,
      advice: "restore the index from a copy, or build it again in a new folder")
  }

  public var description: String {
    "\(place): error: found \(found); expected \(expected); \(advice)"
  }
}
