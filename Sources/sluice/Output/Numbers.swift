/// Numbers as people read them.
enum Numbers {
  /// A whole number with thousands separated: `1,234,567`.
  static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// A number of bytes: `512 B`, `1.5 MB` (10^6 bytes).
  static func bytes(_ value: Int) -> String {
    let units = ["B", "kB", "MB", "GB", "TB", "PB"]
    var scaled = Double(value)
    var unit = 0
    while scaled >= 1000, unit < units.count - 1 {
      scaled /= 1000
      unit += 1
    }
    return unit == 0 ? "\(value) B" : "\(fixed(scaled, scaled < 10 ? 2 : 1)) \(units[unit])"
  }

  /// A number with a fixed count of decimals.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "\(value)" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let rounded = (value.magnitude * scale).rounded()
    let whole = Int(rounded / scale)
    let sign = value < 0 && rounded > 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(whole)" }
    let part = String(Int(rounded) - whole * Int(scale))
    return "\(sign)\(whole).\(String(repeating: "0", count: decimals - part.utf8.count))\(part)"
  }

  /// A share as a percentage with one decimal.
  static func percent(_ part: Int, of whole: Int) -> String {
    whole == 0 ? "-" : fixed(100 * Double(part) / Double(whole), 1) + " %"
  }

  /// A fraction as a percentage with one decimal.
  static func share(_ fraction: Double) -> String { fixed(100 * fraction, 1) + " %" }

  /// A time span: `42 s`, `3 min 05 s`, `2 h 07 min`.
  static func span(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "-" }
    let total = Int(seconds.rounded())
    if total < 60 { return "\(total) s" }
    if total < 3600 { return "\(total / 60) min \(total % 60 < 10 ? "0" : "")\(total % 60) s" }
    return "\(total / 3600) h \(total % 3600 / 60 < 10 ? "0" : "")\(total % 3600 / 60) min"
  }

  /// A text padded with spaces on the left.
  static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// A text padded with spaces on the right.
  static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Reads a size such as `4G`, `512M`, `65536`; nil for anything else.
  static func parseSize(_ text: String) -> Int? {
    var digits = text
    var factor = 1
    if let last = text.last, let shift = ["K": 10, "M": 20, "G": 30, "T": 40][last.uppercased()] {
      digits.removeLast()
      factor = 1 << shift
    }
    guard let number = Int(digits), number > 0 else { return nil }
    let (size, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? nil : size
  }
}
