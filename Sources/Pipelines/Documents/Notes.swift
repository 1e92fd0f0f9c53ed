/// What stages learned about one document: measured numbers and short texts under `stage.value` names.
///
/// Numbers become columns of the signals file; everything is written under the record's `sluice` key. An
/// empty value costs no allocation.
public struct Notes: Sendable, Equatable {
  /// A measured number or a short text.
  public enum Value: Sendable, Equatable {
    case number(Double)
    case text(String)
  }

  public private(set) var entries: ContiguousArray<(name: String, value: Value)> = []

  public init() {}

  /// Sets the number under a name such as `gopher-quality.words`; a later value replaces an earlier one.
  public mutating func set(_ name: String, to number: Double) { set(name, to: .number(number)) }

  /// Sets the text under a name; a later value replaces an earlier one.
  public mutating func set(_ name: String, to text: String) { set(name, to: .text(text)) }

  /// Sets the value under a name; a later value replaces an earlier one.
  public mutating func set(_ name: String, to value: Value) {
    if let index = entries.firstIndex(where: { $0.name == name }) {
      entries[index].value = value
    } else {
      entries.append((name, value))
    }
  }

  /// The value under a name, or nil.
  public subscript(name: String) -> Value? {
    entries.first { $0.name == name }?.value
  }

  public static func == (left: Notes, right: Notes) -> Bool {
    left.entries.elementsEqual(right.entries) { $0.name == $1.name && $0.value == $1.value }
  }
}
