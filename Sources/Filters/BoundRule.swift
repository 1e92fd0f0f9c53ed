public import Pipelines

/// A rule that drops a document whose measured value misses a bound.
///
/// Rules read notes, not text: the same rule decides while filtering and over stored signals.
public struct BoundRule: Sendable, Equatable {
  /// The side a value must stay on; the bound itself is accepted.
  public enum Bound: Sendable, Equatable {
    case minimum(Double)
    case maximum(Double)
  }

  /// Label of the rule in verdicts and tallies, such as `too-few-words`.
  public let name: String
  /// Name of the note it reads, such as `gopher-quality.words`.
  public let note: String
  public let bound: Bound

  public init(_ name: String, of note: String, _ bound: Bound) {
    self.name = name
    self.note = note
    self.bound = bound
  }

  /// The reason to drop a document with this measured value, or nil.
  public func reason(forValue value: Double) -> DropReason? {
    switch bound {
    case .minimum(let minimum):
      value < minimum ? DropReason(name, value: value, threshold: minimum) : nil
    case .maximum(let maximum):
      value > maximum ? DropReason(name, value: value, threshold: maximum) : nil
    }
  }
}

extension [BoundRule] {
  /// The verdict of the first rule that is missed; a rule whose value was not measured says nothing.
  public func verdict(for notes: Notes) -> Verdict {
    for rule in self {
      guard case .number(let value) = notes[rule.note], let reason = rule.reason(forValue: value)
      else { continue }
      return .drop(reason)
    }
    return .keep
  }
}
