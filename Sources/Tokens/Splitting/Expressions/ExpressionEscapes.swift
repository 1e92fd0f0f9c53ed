extension ExpressionParser {
  /// What an escape outside brackets stands for, after its backslash.
  mutating func escape(
    _ options: Options
  ) throws(TokenizerError) -> (parts: [Part], isRepeatable: Bool) {
    guard let scalar = next else { throw malformed("a backslash at the end") }
    switch scalar {
    case "A", "z", "Z":
      position += 1
      return ([.syntax("\\" + String(scalar))], false)
    case "b", "B":
      position += 1
      let word = template.part(for: PropertyNames.bareWord)
      let edge: [Part] = [
        .syntax("(?:(?<="), word, .syntax(")(?!"), word, .syntax(")|(?<!"), word, .syntax(")(?="),
        word, .syntax("))"),
      ]
      return (scalar == "b" ? edge : [.syntax("(?!")] + edge + [.syntax(")")], false)
    case "w", "W":
      position += 1
      let word = PropertyNames.bareWord
      return ([template.part(for: scalar == "w" ? word : word.complement)], true)
    default: break
    }
    if let found = try classEscape() {
      foldedRun = ""
      // Oniguruma ignores the case of what stands in brackets, not of a class by itself.
      return ([template.part(for: found.isNegated ? found.set.complement : found.set)], true)
    }
    return ([try literal(try scalarEscape(), options)], true)
  }

  /// An escape that stands for a class, in brackets or outside; nil for another one.
  mutating func classEscape() throws(TokenizerError) -> (set: ScalarSet, isNegated: Bool)? {
    guard let scalar = next else { return nil }
    switch scalar {
    case "s", "S":
      position += 1
      return (PropertyNames.whiteSpace, scalar == "S")
    case "d", "D":
      position += 1
      return (PropertyNames.digits, scalar == "D")
    case "h", "H":
      position += 1
      return (PropertyNames.hexadecimal, scalar == "H")
    case "w", "W":
      position += 1
      return (PropertyNames.word, scalar == "W")
    case "p", "P":
      position += 1
      guard skip("{") else { throw unsupported("\\\(scalar) without braces") }
      let inverts = skip("^")
      let name = try text(upTo: "}")
      guard let set = PropertyNames.set(ofProperty: name) else {
        throw unsupported("the property \\\(scalar){\(name)}")
      }
      return (set, (scalar == "P") != inverts)
    default: return nil
    }
  }

  /// An escape that stands for one scalar, after its backslash.
  mutating func scalarEscape() throws(TokenizerError) -> Unicode.Scalar {
    guard let scalar = next else { throw malformed("a backslash at the end") }
    position += 1
    switch scalar {
    case "t": return "\t"
    case "n": return "\n"
    case "r": return "\r"
    case "f": return "\u{C}"
    case "v": return "\u{B}"
    case "a": return "\u{7}"
    case "e": return "\u{1B}"
    case "x":
      if skip("{") { return try scalarOfDigits(try text(upTo: "}")) }
      let digits = hexadecimalDigits(atMost: 2)
      let scalar = try scalarOfDigits(digits)
      // A byte of UTF-8 to Oniguruma, which matches no whole scalar.
      guard scalar.isASCII else { throw unsupported("the byte \\x\(digits)") }
      return scalar
    case "u":
      let digits = hexadecimalDigits(atMost: 4)
      guard digits.count == 4 else { throw malformed("\\u without four digits") }
      return try scalarOfDigits(digits)
    case "0"..."9": throw unsupported("\\\(scalar), a back-reference or octal number,")
    case "a"..."z", "A"..."Z": throw unsupported("\\\(scalar)")
    default: return scalar
    }
  }

  private func scalarOfDigits(_ digits: String) throws(TokenizerError) -> Unicode.Scalar {
    guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
      throw malformed("the scalar number '\(digits)'")
    }
    return scalar
  }

  private mutating func hexadecimalDigits(atMost count: Int) -> String {
    var digits = ""
    while digits.count < count, let scalar = next, scalar.properties.isASCIIHexDigit {
      digits.unicodeScalars.append(scalar)
      position += 1
    }
    return digits
  }
}
