import Testing
import Tokens

@Suite struct ScalarTraitsTests {
  static let scalars = (UInt32(0)..<UInt32(ScalarTraits.scalarCount)).compactMap {
    Unicode.Scalar($0)
  }

  /// The standard library's name of a category.
  static func category(_ scalar: Unicode.Scalar) -> GeneralCategory {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter: .uppercaseLetter
    case .lowercaseLetter: .lowercaseLetter
    case .titlecaseLetter: .titlecaseLetter
    case .modifierLetter: .modifierLetter
    case .otherLetter: .otherLetter
    case .nonspacingMark: .nonspacingMark
    case .spacingMark: .spacingMark
    case .enclosingMark: .enclosingMark
    case .decimalNumber: .decimalNumber
    case .letterNumber: .letterNumber
    case .otherNumber: .otherNumber
    case .connectorPunctuation: .connectorPunctuation
    case .dashPunctuation: .dashPunctuation
    case .openPunctuation: .openPunctuation
    case .closePunctuation: .closePunctuation
    case .initialPunctuation: .initialPunctuation
    case .finalPunctuation: .finalPunctuation
    case .otherPunctuation: .otherPunctuation
    case .mathSymbol: .mathSymbol
    case .currencySymbol: .currencySymbol
    case .modifierSymbol: .modifierSymbol
    case .otherSymbol: .otherSymbol
    case .spaceSeparator: .spaceSeparator
    case .lineSeparator: .lineSeparator
    case .paragraphSeparator: .paragraphSeparator
    case .control: .control
    case .format: .format
    case .surrogate: .surrogate
    case .privateUse: .privateUse
    case .unassigned: .unassigned
    @unknown default: .unassigned
    }
  }

  @Test("the generated table agrees with the standard library on every scalar of Unicode 16.0")
  func tableAgreesWithStandardLibrary() {
    // Unicode 17.0 made U+0295 a letter without case; no other scalar of 16.0 has moved.
    let differing = Self.scalars.filter { $0 != "\u{295}" }.filter { scalar in
      // Noncharacters, surrogates and private use have no age there.
      let age = scalar.properties.age ?? (1, 0)
      let isAssigned = age.major <= 15 || (age.major == 16 && age.minor == 0)
      let traits = ScalarTraits(of: scalar.value)
      guard isAssigned else { return traits.category != .unassigned }
      return traits.category != Self.category(scalar)
        || traits.isWhiteSpace != scalar.properties.isWhitespace
        || traits.isAlphabetic != scalar.properties.isAlphabetic
    }
    #expect(differing.isEmpty, "first \(differing.first.map { String($0.value, radix: 16) } ?? "")")
  }

  @Test("runs cover every scalar once and agree with single look-ups")
  func runsCoverEverything() {
    var next = 0
    ScalarTraits.forEachRun { range, traits in
      #expect(range.lowerBound == next && !range.isEmpty)
      #expect(ScalarTraits(of: UInt32(range.lowerBound)) == traits)
      #expect(ScalarTraits(of: UInt32(range.upperBound - 1)) == traits)
      next = range.upperBound
    }
    #expect(next == ScalarTraits.scalarCount)
  }

  /// The checksum is zlib's CRC-32 over one byte per scalar, as matched by `\p{L}`, `\p{N}` and
  /// `\s` in Hugging Face tokenizers 0.23.3.
  @Test("letters, numbers and white space are what Hugging Face tokenizers matches")
  func classesEqualReference() {
    let table = SplitClass.table.values
    var checksum: UInt32 = 0xFFFF_FFFF
    for index in 0..<ScalarTraits.scalarCount {
      checksum ^= UInt32(table[index] & 3)
      for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    #expect(~checksum == 3_472_537_213)
  }
}
