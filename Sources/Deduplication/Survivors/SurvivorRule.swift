import Pipelines

/// A rule by which the survivor of a cluster is chosen; in a pipeline file its word, followed by the name
/// of a value where it reads one: `longest`, `highest quality.score`, `latest timestamp`.
///
/// Names are looked up as `MetadataField` says. Documents without a usable value come last under that
/// rule and are counted.
public enum SurvivorRule: Hashable, Sendable {
  /// The longest text in bytes.
  case longest
  /// The shortest text in bytes.
  case shortest
  /// The source that stands first in the setting `sources`; sources not named there come last.
  case source
  /// The smallest document id: first input in plan order, first record.
  case first
  /// The highest number, such as a quality score.
  case highest(String)
  /// The lowest number, such as a perplexity.
  case lowest(String)
  /// The earliest date, in a form that `TimePoint` reads.
  case earliest(String)
  /// The latest date.
  case latest(String)

  /// The words of the rules that read nothing, and of those that read a named value.
  private static let plain: [(String, SurvivorRule)] = [
    ("longest", .longest), ("shortest", .shortest), ("source", .source), ("first", .first),
  ]
  private static let reading: [(String, @Sendable (String) -> SurvivorRule)] = [
    ("highest", { .highest($0) }), ("lowest", { .lowest($0) }), ("earliest", { .earliest($0) }),
    ("latest", { .latest($0) }),
  ]

  /// The name of the value it reads, or nil.
  package var valueName: String? {
    switch self {
    case .highest(let name), .lowest(let name), .earliest(let name), .latest(let name): name
    case .longest, .shortest, .source, .first: nil
    }
  }
}

extension SurvivorRule: Codable {
  public init(from decoder: any Decoder) throws {
    let spelled = try decoder.singleValueContainer().decode(String.self)
    let words = spelled.split(separator: " ", maxSplits: 1)
      .map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
    let word = words.first ?? ""
    if words.count < 2, let rule = Self.plain.first(where: { $0.0 == word }) {
      self = rule.1
    } else if words.count == 2, let rule = Self.reading.first(where: { $0.0 == word }) {
      self = rule.1(words[1])
    } else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: Self.advice(word)))
    }
  }

  private static func advice(_ word: String) -> String {
    if reading.contains(where: { $0.0 == word }) {
      return "expected the name of a value behind it, such as '\(word) score'"
    }
    let words = (plain.map(\.0) + reading.map { $0.0 })
    if plain.contains(where: { $0.0 == word }) { return "expected nothing behind '\(word)'" }
    return nearestName(to: word, among: words).map { "did you mean '\($0)'?" }
      ?? "expected \(plain.map(\.0).joined(separator: ", ")), or one of "
      + reading.map { $0.0 }.joined(separator: ", ") + " and the name of a value"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(spelled)
  }

  /// The rule as a pipeline file spells it.
  package var spelled: String {
    switch self {
    case .longest: "longest"
    case .shortest: "shortest"
    case .source: "source"
    case .first: "first"
    case .highest(let name): "highest \(name)"
    case .lowest(let name): "lowest \(name)"
    case .earliest(let name): "earliest \(name)"
    case .latest(let name): "latest \(name)"
    }
  }
}
