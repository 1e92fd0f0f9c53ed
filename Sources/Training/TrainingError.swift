/// Why training could not start, go on or be resumed, where, and what to do about it.
public struct TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// A setting out of its range.
    case settings
    /// A row of the wrong length, or a batch without a single target.
    case data
    /// A state file that is cut short, altered, or of another kind.
    case damagedState
    /// A sound state file of another run: other settings, model, data or kernels.
    case otherRun
    /// Losses or gradients that stay infinite or not a number.
    case diverged
  }

  public let kind: Kind
  /// A path, a setting's name, or a step.
  public let place: String
  public let message: String

  init(_ kind: Kind, at place: String, _ message: String) {
    self.kind = kind
    self.place = place
    self.message = message
  }

  public var description: String { "\(place): error: \(message)" }
}
