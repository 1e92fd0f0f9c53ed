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

  /// The name of the value it reads, or nil.
  package var valueName: String? {
    switch self {
    case .highest(let name), .lowest(let name), .earliest(let name), .latest(let name): name
    case .longest, .shortest, .source, .first: nil
    }
  }
}

extension SurvivorRule: WordedSetting {
  static let plainWords: [(word: String, value: SurvivorRule)] = [
    ("longest", .longest), ("shortest", .shortest), ("source", .source), ("first", .first),
  ]
  static let namingWords: [(word: String, make: @Sendable (String) -> SurvivorRule)] = [
    ("highest", { .highest($0) }), ("lowest", { .lowest($0) }), ("earliest", { .earliest($0) }),
    ("latest", { .latest($0) }),
  ]
}

extension SurvivorRule: Codable {
  public init(from decoder: any Decoder) throws { self = try Self.read(from: decoder) }

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
