/// A pattern that does not lead to usable input files.
public struct ListingError: Error, Equatable, CustomStringConvertible {
  public enum Problem: String, Sendable {
    /// A glob or folder that matches no file.
    case noMatch
    /// A path that does not exist.
    case missing
    /// A path that exists and cannot be read.
    case unreadable
    /// A file name that tells no format.
    case unknownFormat
    /// A file that two patterns name.
    case duplicate
    /// A list file inside a list file.
    case nestedList
  }

  public var problem: Problem
  /// The pattern as it was given.
  public var pattern: String
  /// What was found, what was expected and what to do.
  public var message: String

  /// The message, after the pattern unless the message names it already.
  public var description: String {
    message.contains("'\(pattern)'") ? message : "'\(pattern)': \(message)"
  }
}
