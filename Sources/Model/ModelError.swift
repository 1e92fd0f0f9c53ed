/// What is wrong with a model, its settings or its files, where, and what to do about it.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// A setting out of its range, or two settings that contradict each other.
    case settings
    /// A token id that the vocabulary does not have.
    case tokenOutOfRange
    /// More tokens than the model has positions.
    case contextExceeded
    /// The system gave no memory of the size named.
    case outOfMemory
    /// A file that could not be opened, read or written.
    case fileAccess
    /// A file whose bytes contradict its format or each other.
    case damagedFile
    /// A sound file that holds something this program does not do.
    case unsupported
  }

  public let kind: Kind
  /// A path, or the setting's name.
  public let place: String
  /// What was found, what was expected, what to do.
  public let message: String

  package init(_ kind: Kind, at place: String, _ message: String) {
    self.kind = kind
    self.place = place
    self.message = message
  }

  public var description: String { "\(place): error: \(message)" }
}
