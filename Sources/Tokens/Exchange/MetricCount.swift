internal import Glibc

/// Counts with a metric prefix, as the Python package `humanize` prints them for datatrove.
package enum MetricCount {
  private static let prefixes = ["", "k", "M", "G", "T", "P", "E"]

  /// Three digits, a prefix and a unit: `999 T`, `1.50 kT`, `12.3 MT`.
  package static func text(_ count: Int, unit: String) -> String {
    var exponent = String(max(count, 1)).utf8.count - 1
    var text = rounded(count, exponent)
    let tooMany = [10.0, 100, 1000][exponent % 3]
    if let value = Double(text), value >= tooMany {
      exponent += 1
      text = rounded(count, exponent)
    }
    return "\(text) \(prefixes[exponent / 3])\(unit)"
  }

  /// A count below 10^(exponent + 1) with three digits, in units of its prefix.
  ///
  /// C rounds as Python does: the exact value of the quotient, to even where it stands half way.
  private static func rounded(_ count: Int, _ exponent: Int) -> String {
    let value = Double(count) / pow(10, Double(exponent / 3 * 3))
    var buffer = [CChar](repeating: 0, count: 32)
    let length = withVaList([Int32(2 - exponent % 3), value]) {
      vsnprintf(&buffer, buffer.count, "%.*f", $0)
    }
    return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
