import Glibc

/// A journal or output file that could not be read or written.
public struct JournalError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Problem: Sendable, Equatable {
    /// The system's error number: disk full, no permission, …
    case system(Int32)
    case notAJournal
    /// Another process has it open.
    case inUse
    /// The file became shorter while it was open.
    case shortened
    case unreadableEntry(offset: Int)
  }

  public let problem: Problem
  public let path: String

  public init(_ problem: Problem, path: String) {
    self.problem = problem
    self.path = path
  }

  public var description: String {
    let sentence =
      switch problem {
      case .system(let number): String(cString: strerror(number))
      case .notAJournal:
        "not a generation journal (expected it to begin with 'SLUICEJ1'); choose another path"
      case .inUse: "in use by another process; wait for it or choose another path"
      case .shortened: "became shorter while it was being read"
      case .unreadableEntry(let offset):
        "the entry at byte \(offset) cannot be decoded; it was written by another version"
      }
    return "\(path): error: \(sentence)"
  }
}
