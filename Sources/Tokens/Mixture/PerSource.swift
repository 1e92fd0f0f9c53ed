package import Pipelines

/// A number for all sources, or one for each by name: `4`, or `{ web: 1, books: 8 }`.
///
/// Sources that a map leaves out keep the setting's default.
public enum PerSource: Codable, Sendable, Equatable {
  case all(Double)
  case named([String: Double])

  public init(from decoder: any Decoder) throws {
    if (try? decoder.container(keyedBy: SourceName.self)) != nil {
      self = .named(try [String: Double](from: decoder))
    } else {
      self = .all(try decoder.singleValueContainer().decode(Double.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .all(let number): try number.encode(to: encoder)
    case .named(let numbers): try numbers.encode(to: encoder)
    }
  }

  private struct SourceName: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// The number for a source; nil where a map leaves it out.
  public subscript(source: String) -> Double? {
    switch self {
    case .all(let number): number
    case .named(let numbers): numbers[source]
    }
  }

  /// Checks that a map names sources alone and that every number is accepted.
  ///
  /// - Throws: `SettingsProblem` naming `setting`, what was found and what is `expected`.
  package func validate(
    _ setting: String, sources: [String], expected: String, _ isAccepted: (Double) -> Bool
  ) throws(SettingsProblem) {
    switch self {
    case .all(let number):
      guard isAccepted(number) else {
        throw SettingsProblem(setting, "is \(number); expected \(expected)")
      }
    case .named(let numbers):
      try MixtureSettings.checkNames(of: numbers, setting, sources: sources)
      for (name, number) in numbers.sorted(by: { $0.key < $1.key }) where !isAccepted(number) {
        throw SettingsProblem("\(setting).\(name)", "is \(number); expected \(expected)")
      }
    }
  }
}
