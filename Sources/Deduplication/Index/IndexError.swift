/// An index of earlier documents that cannot be used, or not by this run.
public struct IndexError: Error, Equatable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable {
    /// A file is torn, changed or missing.
    case damaged
    /// The folder is no index, or one of another format version.
    case notAnIndex
    /// Its keys or sketches were made under other settings.
    case otherSettings
    /// It is not as the run found it when it began, or already holds the run's corpus.
    case changed
    /// Another run works with it.
    case busy
  }

  public var kind: Kind
  /// The file or folder.
  public var path: String
  public var found: String
  public var expected: String
  /// What to do.
  public var advice: String

  init(_ kind: Kind, _ path: String, found: String, expected: String, advice: String) {
    self.kind = kind
    self.path = path
    self.found = found
    self.expected = expected
    self.advice = advice
  }

  static func damaged(_ path: String, found: String, expected: String) -> IndexError {
    IndexError(
      .damaged, path, found: found, expected: expected,
      advice: "restore the index from a copy, or build it again in a new folder")
  }

  public var description: String { "\(path): \(found); expected \(expected); \(advice)" }
}
