/// The scores of a Unigram model in a `tokenizer.json`.
package enum UnigramScore {
  /// Powers of ten that a 64-bit number holds, by exponent.
  private static let powers: [Double] = (0...308).map { Double("1e\($0)") ?? .infinity }

  /// The value of a JSON number as the reader of Hugging Face tokenizers (serde_json) takes it.
  ///
  /// It takes the digits as one whole number and divides by a power of ten, so that a score of 17
  /// digits may be one unit in the last place off. Among pieces like "-" and "---" that is what
  /// decides, so ids need the same. nil for what is no finite number.
  package static func value(of text: ArraySlice<UInt8>) -> Double? {
    var rest = text
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest.removeFirst() }
    guard let first = rest.first, first &- 0x30 < 10 else { return nil }
    var digits: UInt64 = 0
    var exponent = 0
    var isFraction = false
    var isFull = false
    while let byte = rest.first, byte != UInt8(ascii: "e"), byte != UInt8(ascii: "E") {
      rest.removeFirst()
      if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
        continue
      }
      guard byte &- 0x30 < 10 else { return nil }
      let (product, overflows) = digits.multipliedReportingOverflow(by: 10)
      let (sum, overflowsAgain) = product.addingReportingOverflow(UInt64(byte &- 0x30))
      if isFull || overflows || overflowsAgain {
        // Further digits only count where they stand before the point.
        isFull = true
        if !isFraction { exponent += 1 }
        continue
      }
      digits = sum
      if isFraction { exponent -= 1 }
    }
    if !rest.isEmpty {
      guard let written = Int(String(decoding: rest.dropFirst(), as: UTF8.self)) else { return nil }
      exponent += max(-100_000, min(written, 100_000))
    }
    return scaled(Double(digits), exponent).map { isNegative ? -$0 : $0 }
  }

  private static func scaled(_ value: Double, _ exponent: Int) -> Double? {
    var (value, exponent) = (value, exponent)
    while exponent < -308, value != 0 {
      value /= powers[308]
      exponent += 308
    }
    if value == 0 { return 0 }
    guard exponent <= 308 else { return nil }
    let result = exponent < 0 ? value / powers[-exponent] : value * powers[exponent]
    return result.isFinite ? result : nil
  }
}
