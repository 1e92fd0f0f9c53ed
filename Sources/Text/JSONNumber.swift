/// Numbers as JSON text.
public enum JSONNumber {
  /// Appends the shortest decimal that reads back as the same number; whole numbers below 2^53
  /// without a fraction, and `null` for infinities and NaN, which JSON does not have.
  public static func append(_ number: Double, to output: inout [UInt8]) {
    guard number.isFinite else {
      output.append(contentsOf: "null".utf8)
      return
    }
    if number.magnitude < 0x1p53, let whole = Int(exactly: number) {
      output.append(contentsOf: String(whole).utf8)
    } else {
      output.append(contentsOf: number.description.utf8)
    }
  }
}
