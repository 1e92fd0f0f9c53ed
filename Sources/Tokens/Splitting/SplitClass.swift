/// What the matchers of known split patterns need to know of a scalar: two bits and four flags.
package enum SplitClass {
  /// The bits that tell other, letter, number and white space apart.
  static let kindMask: UInt8 = 3
  package static let other: UInt8 = 0
  /// General categories L.
  package static let letter: UInt8 = 1
  /// General categories N.
  package static let number: UInt8 = 2
  /// Property White_Space.
  package static let whiteSpace: UInt8 = 3
  /// Carriage return or line feed.
  static let newline: UInt8 = 4
  /// Categories Lu, Lt, Lm, Lo and M: what begins a word of o200k.
  static let capital: UInt8 = 8
  /// Categories Ll, Lm, Lo and M: what ends a word of o200k.
  static let small: UInt8 = 16
  /// In the table of bytes alone: the byte is not ASCII, so the scalar must be decoded.
  static let multibyte: UInt8 = 128

  /// Class of every scalar.
  package static let table = ScalarTable(value)

  /// Class of every byte that is a scalar by itself, `multibyte` for the others.
  ///
  /// Unchecked: never written after it is made.
  nonisolated(unsafe) static let bytes: UnsafePointer<UInt8> = {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    for byte in 0..<256 { bytes[byte] = byte < 128 ? table.values[byte] : multibyte }
    bytes[Int(UInt8(ascii: "\r"))] |= newline
    bytes[Int(UInt8(ascii: "\n"))] |= newline
    return UnsafePointer(bytes)
  }()

  private static func value(_ traits: ScalarTraits) -> UInt8 {
    let category = traits.category
    if GeneralCategory.marks.contains(category) { return other | capital | small }
    if GeneralCategory.numbers.contains(category) { return number }
    if traits.isWhiteSpace { return whiteSpace }
    guard GeneralCategory.letters.contains(category) else { return other }
    switch category {
    case .lowercaseLetter: return letter | small
    case .uppercaseLetter, .titlecaseLetter: return letter | capital
    default: return letter | small | capital
    }
  }
}
