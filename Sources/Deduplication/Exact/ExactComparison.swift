/// What makes two documents equal; in a pipeline file `text`, `words`, `url`, `id`, or `field` and a name:
/// `field content_hash`.
public enum ExactComparison: Hashable, Sendable {
  /// The bytes of the text.
  case text
  /// The sequence of lowercased words (`WordDefinition.alphanumeric`): spacing, punctuation and case do
  /// not count. Texts without words are compared by their bytes.
  case words
  /// The address under a name, `url` unless another is given (`url page`), in C4's normal form
  /// (`NormalizedURL`).
  case url(String = "url")
  /// The record's own id, its field `id`.
  case id
  /// The value under a name, which `MetadataField` looks up; JSON other than strings as it is spelled.
  case field(String)

  /// What documents with equal keys have in common, for drop reasons; nil for the text.
  var commonness: String? {
    switch self {
    case .text: nil
    case .words: "the same words"
    case .url: "the same URL"
    case .id: "the same id"
    case .field(let name): "the same '\(name)'"
    }
  }

  /// Whether equal keys mean equal texts.
  var comparesTexts: Bool { self == .text || self == .words }
}

extension ExactComparison: WordedSetting {
  static let plainWords: [(word: String, value: ExactComparison)] = [
    ("text", .text), ("words", .words), ("url", .url()), ("id", .id),
  ]
  static let namingWords: [(word: String, make: @Sendable (String) -> ExactComparison)] = [
    ("url", { .url($0) }), ("field", { .field($0) }),
  ]
}

extension ExactComparison: Codable {
  public init(from decoder: any Decoder) throws { self = try Self.read(from: decoder) }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text: try container.encode("text")
    case .words: try container.encode("words")
    case .url("url"): try container.encode("url")
    case .url(let name): try container.encode("url \(name)")
    case .id: try container.encode("id")
    case .field(let name): try container.encode("field \(name)")
    }
  }
}
