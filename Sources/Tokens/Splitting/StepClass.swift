/// What the steps other than regular expressions ask of a scalar, as bits.
enum StepClass {
  static let whiteSpace: UInt8 = 1
  /// As `char::is_numeric` of the Rust release that tokenizers 0.23.3 is built with.
  static let number: UInt8 = 2
  static let punctuation: UInt8 = 4
  /// `\w` of Rust's regex: Alphabetic, categories M, Nd and Pc, and the two joiners.
  static let word: UInt8 = 8

  static let table = ScalarTable(value)

  /// The bits of the scalar at `offset` of `text`, and its bytes; none where it is not well formed.
  @inline(__always)
  static func scalar(
    in text: UnsafeBufferPointer<UInt8>, at offset: Int, _ classes: UnsafePointer<UInt8>
  ) -> (bits: UInt8, length: Int) {
    guard let start = text.baseAddress else { return (0, 1) }
    let byte = start[offset]
    if byte < 0x80 { return (classes[Int(byte)], 1) }
    var scalar: UInt32 = 0
    let size = UTF8Decoding.scalar(start + offset, count: text.count &- offset, &scalar)
    guard size > 0 else { return (0, 1) }
    var bits = classes[Int(scalar)]
    if bits == 0, isLaterNumber(scalar) { bits = number }
    if scalar == 0x200C || scalar == 0x200D { bits |= word }
    return (bits, size)
  }

  private static let laterNumbers = laterNumberBounds

  @inline(never)
  private static func isLaterNumber(_ scalar: UInt32) -> Bool {
    stride(from: 0, to: laterNumbers.count, by: 2).contains {
      laterNumbers[$0] <= scalar && scalar <= laterNumbers[$0 + 1]
    }
  }

  private static func value(_ traits: ScalarTraits) -> UInt8 {
    let category = traits.category
    let isWord =
      traits.isAlphabetic || GeneralCategory.marks.contains(category)
      || category == .decimalNumber || category == .connectorPunctuation
    return (traits.isWhiteSpace ? whiteSpace : 0)
      | (GeneralCategory.numbers.contains(category) ? number : 0)
      | (traits.isPunctuationOfTokenizers ? punctuation : 0) | (isWord ? word : 0)
  }
}
