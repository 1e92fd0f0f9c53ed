/// Which documents are compared with each other; in a pipeline file `global`, `source`, `shard`, or
/// `field` and a name: `field dump`.
///
/// FineWeb found that deduplicating crawl by crawl gave better data than all at once (Penedo et al. 2024,
/// section 3.4). Documents without the field are compared with each other, and counted.
public enum DeduplicationScope: Hashable, Sendable {
  /// All documents of the run.
  case global
  /// Documents of one source.
  case source
  /// Documents of one input file.
  case shard
  /// Documents that carry the same value under a name, which `MetadataField` looks up.
  case field(String)
}

extension DeduplicationScope: WordedSetting {
  static let plainWords: [(word: String, value: DeduplicationScope)] = [
    ("global", .global), ("source", .source), ("shard", .shard),
  ]
  static let namingWords: [(word: String, make: @Sendable (String) -> DeduplicationScope)] = [
    ("field", { .field($0) })
  ]
}

extension DeduplicationScope: Codable {
  public init(from decoder: any Decoder) throws { self = try Self.read(from: decoder) }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .global: try container.encode("global")
    case .source: try container.encode("source")
    case .shard: try container.encode("shard")
    case .field(let name): try container.encode("field \(name)")
    }
  }
}
