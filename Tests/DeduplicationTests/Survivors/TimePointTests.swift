import Deduplication
import TestSupport
import Testing

@Suite struct TimePointTests {
  private func seconds(_ text: String) -> Double? {
    TimePoint(Array(text.utf8)).map { Double($0.microseconds) / 1e6 }
  }

  @Test(
    "dates of all forms give the seconds that Python's datetime gives",
    arguments: [
      ("1970-01-01", 0), ("2024-02-29", 1_709_164_800), ("20240229", 1_709_164_800),
      ("2024-02", 1_706_745_600), ("2024", 1_704_067_200), ("0000-01-01", -62_167_219_200),
      ("0001-01-01", -62_135_596_800), ("1600-03-01", -11_670_912_000),
      ("1900-02-28", -2_203_977_600), ("9999-12-31T23:59:59Z", 253_402_300_799),
      ("2019-04-25T12:57:54Z", 1_556_197_074), ("2019-04-25 12:57:54", 1_556_197_074),
      ("2019-04-25 12:57:54 UTC", 1_556_197_074), ("2019-04-25T12:57", 1_556_197_020),
      ("2019-04-25T12", 1_556_193_600), ("20190425125754", 1_556_197_074),
      ("20190425T125754Z", 1_556_197_074), ("2019-04-25T14:57:54+02:00", 1_556_197_074),
      ("2019-04-25T07:27:54-0530", 1_556_197_074), ("2019-04-25T14:57:54+02", 1_556_197_074),
      ("2019-04-25T12:57:54.25Z", 1_556_197_074.25),
      ("2019-04-25T12:57:54,123456789Z", 1_556_197_074.123456),
      ("2016-12-31T23:59:60Z", 1_483_228_800), ("1556197074", 1_556_197_074),
      ("1556197074.5", 1_556_197_074.5), ("-86400", -86400), ("1556197074123", 1_556_197_074.123),
      ("1556197074123456", 1_556_197_074.123456), ("1556197074123456789", 1_556_197_074.123456),
      ("1.5e9", 1_500_000_000), ("0", 0),
    ] as [(String, Double)])
  func forms(text: String, expected: Double) {
    #expect(seconds(text) == expected)
  }

  @Test(
    "what is no date of these forms is not read",
    arguments: [
      "", " ", "yesterday", "2023-02-29", "2024-13-01", "2024-00-01", "2024-01-32", "2024-1-1",
      "20240230", "2024-01-01T24:00", "2024-01-01T12:60", "2024-01-01T12:00:61", "2024-01-01T",
      "2024-01-01T12:00:00.Z", "2024-01-01T12:00:00+2", "2024-01-01T12:00:00+25:00",
      "2024-01-01x", "2024-", "nan", "inf", "-inf", "1e400", "-1e300", "99999999999999999999999",
      "2024-01-01T12:00:00Z!", "20240131250000", "+",
    ])
  func refused(text: String) {
    #expect(seconds(text) == nil)
  }

  @Test("a number outside the years 0 to 9999 is no time")
  func extremeNumbers() {
    for number in [Double.nan, .infinity, -.infinity, 1e300, -1e300, .greatestFiniteMagnitude] {
      #expect(TimePoint(sinceEpoch: number) == nil)
    }
    #expect(TimePoint(sinceEpoch: -0.0)?.microseconds == 0)
  }

  @Test("days follow one another through all years", arguments: [0, 1, 100, 399, 1900, 2000, 2023])
  func consecutiveDays(year: Int) throws {
    // The length of each month as the calendar has it, independent of the reader's arithmetic.
    let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    func text(_ year: Int, _ month: Int, _ day: Int) -> String {
      func padded(_ number: Int, _ digits: Int) -> String {
        String(repeating: "0", count: digits - String(number).count) + String(number)
      }
      return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
    var expected = try #require(seconds(text(year, 1, 1)))
    for month in 1...12 {
      for day in 1...lengths[month - 1] {
        #expect(seconds(text(year, month, day)) == expected)
        expected += 86400
      }
    }
    #expect(seconds(text(year + 1, 1, 1)) == expected)
  }
}
