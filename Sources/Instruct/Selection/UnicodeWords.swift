/// Words of any script by general category: letters, marks and numbers make words, all else separates.
///
/// Scripts written without spaces have no word borders to find this way; there every character
/// counts as a word, which keeps the longest common subsequence meaningful.
enum UnicodeWords {
  enum Piece {
    case separator
    /// Lower-cased UTF-8 that continues the current word.
    case letter(String.UTF8View)
    /// A character that is a word by itself.
    case whole(String.UTF8View)
  }

  static func forEachPiece(of text: [UInt8], _ body: (Piece) -> Void) {
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      if !isWordCharacter(scalar) {
        body(.separator)
      } else if isWrittenWithoutSpaces(scalar) {
        body(.whole(String(scalar).utf8))
      } else {
        body(.letter(scalar.properties.lowercaseMapping.utf8))
      }
    }
  }

  static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber, .otherNumber:
      return true
    default:
      return false
    }
  }

  /// Thai, Lao, Myanmar, Khmer, kana and ideographs by block.
  private static func isWrittenWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x31F0...0x31FF,
      0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
      return true
    default:
      return false
    }
  }
}
