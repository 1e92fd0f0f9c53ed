/// A setting outside its range: its name, the value found and what is accepted.
public struct SettingError: Error, Sendable, Equatable, CustomStringConvertible {
  public let setting: String
  public let found: String
  public let expected: String

  public var description: String {
    "error: '\(setting)' is \(found); expected \(expected)"
  }

  static func check<Value: Comparable>(
    _ setting: String, _ value: Value, _ range: ClosedRange<Value>
  ) throws(SettingError) {
    try check(setting, value, range.contains(value), "\(range.lowerBound) to \(range.upperBound)")
  }

  static func check(
    _ setting: String, _ value: some Any, _ isValid: Bool, _ expected: String
  ) throws(SettingError) {
    guard !isValid else { return }
    throw SettingError(setting: setting, found: "\(value)", expected: expected)
  }
}
