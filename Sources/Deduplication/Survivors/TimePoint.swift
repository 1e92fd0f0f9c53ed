/// A moment read from metadata, in microseconds since 1970-01-01 UTC.
///
/// Read are ISO 8601 dates and times of the years 0 to 9999 (`2024`, `2024-01`, `2024-01-31`,
/// `20240131`, `2024-01-31T12:30:59.5+01:00`, a space for the `T`, `Z` or `UTC` or no zone for UTC), the
/// 14 digits of crawls (`20240131123059`), and numbers since 1970: seconds below 10^11, milliseconds
/// below 10^14, microseconds below 10^17, nanoseconds beyond. A shortened date means its beginning.
package struct TimePoint: Comparable, Sendable {
  /// Microseconds since 1970-01-01 UTC; after 9999 and before 0 nothing is read, so it never overflows.
  package let microseconds: Int64

  package static func < (left: TimePoint, right: TimePoint) -> Bool {
    left.microseconds < right.microseconds
  }

  /// Reads a number since 1970; nil for infinities, NaN and times outside the years 0 to 9999.
  package init?(sinceEpoch number: Double) {
    let scale =
      switch number.magnitude {
      case ..<1e11: 1e6
      case ..<1e14: 1e3
      case ..<1e17: 1.0
      default: 1e-3
      }
    self.init(microseconds: number * scale)
  }

  /// Reads a text; nil when it is in none of the forms.
  package init?(_ text: [UInt8]) {
    let digits = text.allSatisfy(DateScanner.isDigit)
    if digits, ![4, 8, 14].contains(text.count) {
      guard let number = Double(String(decoding: text, as: UTF8.self)) else { return nil }
      self.init(sinceEpoch: number)
      return
    }
    var scanner = DateScanner(text)
    if let moment = scanner.moment() {
      self.init(microseconds: moment)
      return
    }
    guard !digits, let number = Double(String(decoding: text, as: UTF8.self)) else { return nil }
    self.init(sinceEpoch: number)
  }

  private init?(microseconds: Double) {
    // 0000-01-01 and 10000-01-01.
    guard microseconds >= -62_167_219_200e6, microseconds < 253_402_300_800e6 else { return nil }
    self.microseconds = Int64(microseconds.rounded(.down))
  }
}

/// Reads the calendar forms of a `TimePoint` from left to right.
private struct DateScanner {
  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) { self.text = text }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// Microseconds since 1970 of the whole text, or nil.
  mutating func moment() -> Double? {
    guard let year = number(digits: 4) else { return nil }
    let isCompact = position < text.count && Self.isDigit(text[position])
    var month = 1
    var day = 1
    if isCompact || takes("-") {
      guard let found = number(digits: 2), (1...12).contains(found) else { return nil }
      month = found
      if isCompact || takes("-") {
        guard let found = number(digits: 2), (1...Self.days(in: month, year)).contains(found) else {
          return nil
        }
        day = found
      }
    }
    let midnight = Double(Self.daysSinceEpoch(year, month, day)) * 86400e6
    if position == text.count { return midnight }
    let isFourteenDigits = isCompact && text.count == 14
    guard isFourteenDigits || takes("T") || takes("t") || takes(" ") else { return nil }
    guard let time = timeOfDay(), let offset = zone(), position == text.count else { return nil }
    return midnight + time - offset
  }

  /// Microseconds since midnight.
  private mutating func timeOfDay() -> Double? {
    guard let hour = number(digits: 2), hour < 24 else { return nil }
    var seconds = Double(hour * 3600)
    let isSeparated = takes(":")
    guard isSeparated || isAtDigit else { return seconds * 1e6 }
    guard let minute = number(digits: 2), minute < 60 else { return nil }
    seconds += Double(minute * 60)
    guard isSeparated ? takes(":") : isAtDigit else { return seconds * 1e6 }
    // 60 is a leap second.
    guard let second = number(digits: 2), second <= 60 else { return nil }
    seconds += Double(second)
    guard takes(".") || takes(",") else { return seconds * 1e6 }
    guard isAtDigit else { return nil }
    var microseconds = 0.0
    var unit = 100_000.0
    while isAtDigit {
      microseconds += (Double(text[position] - 0x30) * unit).rounded(.down)
      unit /= 10
      position += 1
    }
    return seconds * 1e6 + microseconds
  }

  /// Microseconds by which the written time is ahead of UTC.
  private mutating func zone() -> Double? {
    if position == text.count { return 0 }
    _ = takes(" ")
    if takes("Z") || takes("z") || takes("UTC") || takes("GMT") { return 0 }
    let isAhead = takes("+")
    guard isAhead || takes("-") else { return nil }
    guard let hours = number(digits: 2), hours < 24 else { return nil }
    var minutes = 0
    if takes(":") || isAtDigit {
      guard let found = number(digits: 2), found < 60 else { return nil }
      minutes = found
    }
    return Double((hours * 60 + minutes) * (isAhead ? 60 : -60)) * 1e6
  }

  private var isAtDigit: Bool { position < text.count && Self.isDigit(text[position]) }

  private mutating func takes(_ wanted: StaticString) -> Bool {
    wanted.withUTF8Buffer { wanted in
      guard text[position...].starts(with: wanted) else { return false }
      position += wanted.count
      return true
    }
  }

  private mutating func number(digits: Int) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard isAtDigit else { return nil }
      value = value * 10 + Int(text[position] - 0x30)
      position += 1
    }
    return value
  }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func days(in month: Int, _ year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01 to a date of the Gregorian calendar, years from 0.
  private static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let past = max(0, year - 1)
    // Year 0 is a leap year and stands before the years that the divisions count.
    var days = year == 0 ? 0 : 366 + past * 365 + past / 4 - past / 100 + past / 400
    for earlier in 1..<month { days += Self.days(in: earlier, year) }
    return days + day - 1 - 719_528
  }
}
