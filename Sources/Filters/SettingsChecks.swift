import Pipelines

/// Range checks that settings share.
enum SettingsChecks {
  /// - Throws: `SettingsProblem` unless the value is a fraction.
  static func requireFraction(_ value: Double, _ setting: String) throws {
    guard value >= 0, value <= 1 else {
      throw SettingsProblem(setting, "is \(value); expected a fraction from 0 to 1")
    }
  }

  /// - Throws: `SettingsProblem` unless the value is in the range.
  static func require(_ value: Int, in range: ClosedRange<Int>, _ setting: String) throws {
    guard range.contains(value) else {
      let upper = range.upperBound == .max ? "or more" : "to \(range.upperBound)"
      throw SettingsProblem(setting, "is \(value); expected \(range.lowerBound) \(upper)")
    }
  }
}
