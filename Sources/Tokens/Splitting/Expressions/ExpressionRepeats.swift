extension ExpressionParser {
  /// The greatest count of an interval that PCRE2 takes.
  private static let greatestCount = 65535

  /// Steps over one repeat, with its mark of laziness or possession; nil where there is none.
  mutating func repetition() throws(TokenizerError) -> String? {
    guard let scalar = next else { return nil }
    switch scalar {
    case "*", "+", "?":
      position += 1
      if skip("?") { return "\(scalar)?" }
      // Possessive, as in PCRE2.
      return skip("+") ? "\(scalar)+" : String(scalar)
    case "{":
      guard let interval = try interval() else { return nil }
      if skip("?") {
        guard interval.contains(",") else { throw unsupported("the repeat \(interval)?") }
        return interval + "?"
      }
      return interval
    default: return nil
    }
  }

  /// `{n}`, `{n,}`, `{,n}` or `{n,m}`; nil for a brace that stands for itself.
  private mutating func interval() throws(TokenizerError) -> String? {
    let start = position
    guard skip("{") else { return nil }
    let lower = digits()
    let hasComma = skip(",")
    let upper = hasComma ? digits() : lower
    guard skip("}"), !lower.isEmpty || !upper.isEmpty else {
      position = start
      return nil
    }
    let least = lower.isEmpty ? 0 : Int(lower)
    let most = upper.isEmpty ? 0 : Int(upper)
    guard let least, let most, max(least, most) <= Self.greatestCount else {
      throw unsupported("an interval of more than \(Self.greatestCount)")
    }
    guard hasComma else { return "{\(least)}" }
    if upper.isEmpty { return "{\(least),}" }
    guard least <= most else { throw unsupported("the interval {\(least),\(most)}") }
    return "{\(least),\(most)}"
  }

  private mutating func digits() -> String {
    var result = ""
    while let scalar = next, ("0"..."9").contains(scalar) {
      result.unicodeScalars.append(scalar)
      position += 1
    }
    return result
  }
}
