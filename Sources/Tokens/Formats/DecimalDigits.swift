/// Whole numbers as the large tables of tokenizer files have them.
enum DecimalDigits {
  /// The number that one to 18 decimal digits spell; nil for anything else.
  static func value(of text: some Collection<UInt8>) -> Int? {
    guard (1...18).contains(text.count) else { return nil }
    var value = 0
    for letter in text {
      let digit = letter &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value &* 10 &+ Int(digit)
    }
    return value
  }
}
