import TestSupport

/// Texts with known overlap, and an independent way to compare them.
enum TestTexts {
  /// `count` random words of lowercase letters.
  static func words(_ count: Int, using random: inout SplitMix64) -> [String] {
    (0..<count).map { _ in
      String(
        decoding: (0..<6).map { _ in UInt8.random(in: 97...122, using: &random) }, as: UTF8.self)
    }
  }

  /// A copy in which each word is replaced with a probability.
  static func copy(
    of words: [String], replacing probability: Double, using random: inout SplitMix64
  ) -> [String] {
    words.map { word in
      Double.random(in: 0..<1, using: &random) < probability
        ? Self.words(1, using: &random)[0] : word
    }
  }

  /// The word 5-grams of a text, as strings: lowercased runs of letters, marks and numbers.
  static func shingles(_ text: String, size: Int = 5) -> Set<String> {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
        word.append(scalar)
      default:
        if !word.isEmpty { words.append(String(word).lowercased()) }
        word.removeAll()
      }
    }
    if !word.isEmpty { words.append(String(word).lowercased()) }
    guard words.count > size else { return words.isEmpty ? [] : [words.joined(separator: " ")] }
    return Set((0...words.count - size).map { words[$0..<$0 + size].joined(separator: " ") })
  }

  /// The Jaccard similarity of two sets, 0 when both are empty.
  static func jaccard<Element>(_ one: Set<Element>, _ other: Set<Element>) -> Double {
    let common = one.intersection(other).count
    let union = one.count + other.count - common
    return union == 0 ? 0 : Double(common) / Double(union)
  }
}
