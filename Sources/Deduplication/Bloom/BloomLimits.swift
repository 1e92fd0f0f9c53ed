import Pipelines

/// What happens when more distinct elements arrive than a Bloom filter of the largest allowed size can
/// tell apart at the rate of false positives that was asked for.
public enum BloomOverflow: String, Codable, Sendable, CaseIterable {
  /// The run stops.
  case fail
  /// It goes on with more false positives; the report tells their rate.
  case `continue`
}

/// How large a Bloom filter may become and how often it may err.
struct BloomLimits: Equatable, Sendable {
  var falsePositiveRate: Double
  var maximumMegabytes: Int
  var whenFull: BloomOverflow

  /// - Throws: `SettingsProblem` for a value that is out of range.
  func validate() throws {
    guard falsePositiveRate >= 1e-9, falsePositiveRate <= 0.5 else {
      throw SettingsProblem(
        "falsePositiveRate", "is \(falsePositiveRate); 1e-9 to 0.5 is accepted")
    }
    guard (1...1 << 24).contains(maximumMegabytes) else {
      throw SettingsProblem(
        "maximumMegabytes", "is \(maximumMegabytes); 1 to \(1 << 24) is accepted")
    }
  }

  /// The filter for at most so many distinct elements: as large as they need, within the limit.
  func size(elements: Int) -> BloomSize {
    let wanted = BloomSize(elements: elements, falsePositiveRate: falsePositiveRate)
    let limit = maximumMegabytes << 20
    return wanted.bytes <= limit ? wanted : BloomSize(bytes: limit, elements: elements)
  }
}
