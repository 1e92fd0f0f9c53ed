/// Named counters of a task, merged over tasks by addition: the funnel and every other count of a report.
public struct Tally: Sendable, Equatable, Codable {
  public private(set) var counts: [String: Int] = [:]

  public init() {}

  public init(from decoder: any Decoder) throws {
    counts = try decoder.singleValueContainer().decode([String: Int].self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(counts)
  }

  /// Adds to a counter; names are `/`-separated, such as `dropped/web/c4-clean/no-sentences`.
  public mutating func add(_ name: String, _ amount: Int = 1) {
    counts[name, default: 0] += amount
  }

  /// Adds every counter of another tally.
  public mutating func merge(_ other: Tally) {
    counts.merge(other.counts) { $0 + $1 }
  }

  /// The counter's value, 0 when it was never added to.
  public subscript(name: String) -> Int { counts[name] ?? 0 }

  /// Names and values sorted by name.
  public var sorted: [(name: String, count: Int)] {
    counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
