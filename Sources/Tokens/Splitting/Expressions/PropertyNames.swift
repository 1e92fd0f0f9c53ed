/// The sets of scalars that names and escapes of an expression stand for, as Oniguruma has them.
enum PropertyNames {
  /// White_Space.
  static let whiteSpace = ScalarSet { $0.isWhiteSpace }
  static let digits = ScalarSet([.decimalNumber])
  /// `\w` in brackets: Alphabetic, categories M, Nd and Pc.
  static let word = ScalarSet { $0.isAlphabetic }
    .union(ScalarSet(GeneralCategory.marks.union([.decimalNumber, .connectorPunctuation])))
  /// A bare `\w`, and what `\b` looks at: also the superscripts and fractions of Latin-1.
  static let bareWord = word.union(
    ScalarSet("\u{B2}", "\u{B3}", "\u{B9}", "\u{BC}", "\u{BD}", "\u{BE}"))
  static let hexadecimal = ScalarSet([0x30...0x39, 0x41...0x46, 0x61...0x66])

  /// The set of `\p{name}`, nil for a name that is not known.
  ///
  /// Case, spaces, hyphens and underscores of names do not count.
  static func set(ofProperty name: String) -> ScalarSet? {
    let key = name.lowercased().filter { !" -_".contains($0) }
    if let categories = categories(key) { return ScalarSet(categories) }
    switch key {
    case "any": return .all
    case "assigned": return ScalarSet([.unassigned]).complement
    case "punct": return ScalarSet { isPunctuation($0.category) }
    case "alphabetic": return set(ofBracket: "alpha")
    case "whitespace": return whiteSpace
    case "ascii", "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "space",
      "upper", "xdigit":
      return set(ofBracket: key)
    default: return namedScalarBounds(key).map { ScalarSet(bounds: $0) }
    }
  }

  /// The set of the POSIX bracket `[:name:]`, nil for a name that is not known.
  static func set(ofBracket name: String) -> ScalarSet? {
    switch name {
    case "alpha": return ScalarSet { $0.isAlphabetic }
    case "digit": return digits
    case "alnum": return ScalarSet { $0.isAlphabetic || $0.category == .decimalNumber }
    case "upper": return namedScalarBounds("uppercase").map { ScalarSet(bounds: $0) }
    case "lower": return namedScalarBounds("lowercase").map { ScalarSet(bounds: $0) }
    case "space": return whiteSpace
    case "blank": return ScalarSet([.spaceSeparator]).union(ScalarSet("\t"))
    case "cntrl": return ScalarSet([.control])
    case "punct": return ScalarSet { isPunctuation($0.category) || isSymbol($0.category) }
    case "graph":
      return ScalarSet {
        !$0.isWhiteSpace && ![.control, .unassigned, .surrogate].contains($0.category)
      }
    case "print":
      return ScalarSet([
        .control, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator,
      ]).complement
    case "xdigit": return hexadecimal
    case "word": return word
    case "ascii": return ScalarSet([0...0x7F])
    default: return nil
    }
  }

  private static func isPunctuation(_ category: GeneralCategory) -> Bool {
    category.abbreviation.hasPrefix("P")
  }

  private static func isSymbol(_ category: GeneralCategory) -> Bool {
    category.abbreviation.hasPrefix("S")
  }

  /// The categories of a short or long name in small letters without separators.
  private static func categories(_ key: String) -> Set<GeneralCategory>? {
    if key == "lc" || key == "casedletter" {
      return [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter]
    }
    let short = longNames[key] ?? key
    let found = GeneralCategory.allCases.filter {
      let abbreviation = $0.abbreviation.lowercased()
      return abbreviation == short || (short.count == 1 && abbreviation.hasPrefix(short))
    }
    return found.isEmpty ? nil : Set(found)
  }

  private static let longNames = [
    "letter": "l", "mark": "m", "combiningmark": "m", "number": "n", "punctuation": "p",
    "symbol": "s", "separator": "z", "other": "c", "uppercaseletter": "lu",
    "lowercaseletter": "ll", "titlecaseletter": "lt", "modifierletter": "lm", "otherletter": "lo",
    "nonspacingmark": "mn", "spacingmark": "mc", "enclosingmark": "me", "decimalnumber": "nd",
    "letternumber": "nl", "othernumber": "no", "connectorpunctuation": "pc",
    "dashpunctuation": "pd", "openpunctuation": "ps", "closepunctuation": "pe",
    "initialpunctuation": "pi", "finalpunctuation": "pf", "otherpunctuation": "po",
    "mathsymbol": "sm", "currencysymbol": "sc", "modifiersymbol": "sk", "othersymbol": "so",
    "spaceseparator": "zs", "lineseparator": "zl", "paragraphseparator": "zp", "control": "cc",
    "format": "cf", "surrogate": "cs", "privateuse": "co", "unassigned": "cn",
  ]
}
