/// What a stage may ask about a Unicode scalar: one byte of flags for each.
///
/// The flags come from the general category and `White_Space`.
public struct ScalarClass: OptionSet, Sendable {
  public let rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `White_Space`.
  @inlinable public static var whitespace: ScalarClass { ScalarClass(rawValue: 1) }
  /// General category L: letters of any script.
  @inlinable public static var letter: ScalarClass { ScalarClass(rawValue: 2) }
  /// General category M: combining marks; they continue the word before them.
  @inlinable public static var mark: ScalarClass { ScalarClass(rawValue: 4) }
  /// General category N: digits and other numbers.
  @inlinable public static var number: ScalarClass { ScalarClass(rawValue: 8) }
  /// General category P.
  @inlinable public static var punctuation: ScalarClass { ScalarClass(rawValue: 16) }
  /// General category S: currency, mathematical and other symbols.
  @inlinable public static var symbol: ScalarClass { ScalarClass(rawValue: 32) }
  /// General category Lu or Lt.
  @inlinable public static var uppercase: ScalarClass { ScalarClass(rawValue: 64) }
  /// General category Nd: decimal digits of any script.
  @inlinable public static var digit: ScalarClass { ScalarClass(rawValue: 128) }

  /// Letters, marks and numbers: what words are made of.
  @inlinable public static var alphanumeric: ScalarClass { ScalarClass(rawValue: 2 | 4 | 8) }
  /// Punctuation and symbols: what no word is made of alone.
  @inlinable public static var nonWord: ScalarClass { ScalarClass(rawValue: 16 | 32) }
}

/// Tables of scalar classes and simple lowercase mappings, built once.
///
/// Only scalars assigned up to Unicode 15.0 have a class, so results do not change with the Unicode
/// version of the toolchain. Copy `classes` to a local before a loop.
public final class ScalarTables: Sendable {
  /// The tables; the first access builds them in a few hundredths of a second.
  public static let shared = ScalarTables()

  /// Raw `ScalarClass` values, one for each of 0x110000 scalars.
  public nonisolated(unsafe) let classes: UnsafePointer<UInt8>
  private nonisolated(unsafe) let lowercase: UnsafePointer<UInt32>
  /// Scalars from here on have no lowercase mapping.
  private static let lowercaseEnd = 0x1E944
  private static let scalarEnd = 0x110000

  private init() {
    let classes = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.scalarEnd)
    classes.initialize(repeating: 0, count: Self.scalarEnd)
    let lowercase = UnsafeMutablePointer<UInt32>.allocate(capacity: Self.lowercaseEnd)
    for value in 0..<Self.lowercaseEnd { (lowercase + value).initialize(to: UInt32(value)) }
    // Planes 4 to 13 hold no assigned scalars, planes 15 and 16 private ones without a class.
    for range in [0..<0x4_0000, 0xE_0000..<0xE_0200] {
      for value in range {
        guard let scalar = Unicode.Scalar(UInt32(value)), Self.isPinned(scalar) else { continue }
        classes[value] = Self.scalarClass(of: scalar).rawValue
        guard value < Self.lowercaseEnd, scalar.properties.changesWhenLowercased else { continue }
        // Only U+0130 maps to two scalars; its simple mapping is the first of them.
        if let mapped = scalar.properties.lowercaseMapping.unicodeScalars.first {
          lowercase[value] = mapped.value
        }
      }
    }
    self.classes = UnsafePointer(classes)
    self.lowercase = UnsafePointer(lowercase)
  }

  /// The class of a scalar value; empty for values above U+10FFFF.
  public func scalarClass(of value: UInt32) -> ScalarClass {
    value < Self.scalarEnd ? ScalarClass(rawValue: classes[Int(value)]) : []
  }

  /// The simple lowercase mapping (one scalar to one scalar, no context) of a scalar value.
  public func lowercased(_ value: UInt32) -> UInt32 {
    value < Self.lowercaseEnd ? lowercase[Int(value)] : value
  }

  /// Appends the simple lowercase mapping of a piece of valid UTF-8.
  public func appendLowercased(
    _ bytes: UnsafePointer<UInt8>, _ length: Int, to folded: inout ContiguousArray<UInt8>
  ) {
    var offset = 0
    while offset < length {
      let byte = bytes[offset]
      if byte < 0x80 {
        folded.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
        offset &+= 1
      } else {
        let scalar = DecodedScalar(at: offset, of: bytes, end: length)
        DecodedScalar.append(lowercased(scalar.value), to: &folded)
        offset &+= scalar.length
      }
    }
  }

  private static func isPinned(_ scalar: Unicode.Scalar) -> Bool {
    guard let age = scalar.properties.age else { return false }
    return (age.major, age.minor) <= (15, 0)
  }

  private static func scalarClass(of scalar: Unicode.Scalar) -> ScalarClass {
    var result: ScalarClass = scalar.properties.isWhitespace ? .whitespace : []
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .titlecaseLetter: result.formUnion([.letter, .uppercase])
    case .lowercaseLetter, .modifierLetter, .otherLetter: result.insert(.letter)
    case .nonspacingMark, .spacingMark, .enclosingMark: result.insert(.mark)
    case .decimalNumber: result.formUnion([.number, .digit])
    case .letterNumber, .otherNumber: result.insert(.number)
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      result.insert(.punctuation)
    case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: result.insert(.symbol)
    default: break
    }
    return result
  }
}
