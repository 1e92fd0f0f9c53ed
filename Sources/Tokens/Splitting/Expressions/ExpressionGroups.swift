extension ExpressionParser {
  /// A group after its opening parenthesis.
  mutating func groupBody(
    _ options: Options
  ) throws(TokenizerError) -> (parts: [Part], isRepeatable: Bool) {
    guard skip("?") else { return (try closedGroup("(?:", options), true) }
    guard let kind = next else { throw malformed("an open group") }
    position += 1
    switch kind {
    case ":": return (try closedGroup("(?:", options), true)
    case ">": return (try closedGroup("(?>", options), true)
    case "=": return (try closedGroup("(?=", options), false)
    case "!": return (try closedGroup("(?!", options), false)
    case "#":
      _ = try text(upTo: ")")
      return ([], false)
    case "<":
      if skip("=") { return (try closedGroup("(?<=", options), false) }
      if skip("!") { return (try closedGroup("(?<!", options), false) }
      _ = try text(upTo: ">")
      return (try closedGroup("(?:", options), true)
    case "'":
      _ = try text(upTo: "'")
      return (try closedGroup("(?:", options), true)
    default:
      position -= 1
      return (try optionGroup(options), true)
    }
  }

  private mutating func closedGroup(
    _ opening: String, _ options: Options
  ) throws(TokenizerError) -> [Part] {
    let parts = try alternatives(options)
    guard skip(")") else { throw malformed("an open group") }
    return [.syntax(opening)] + parts + [.syntax(")")]
  }

  /// `(?i-m:…)`, or `(?i)`, which holds to the end of the group around it, alternatives included.
  private mutating func optionGroup(_ outer: Options) throws(TokenizerError) -> [Part] {
    var options = outer
    var turnsOn = true
    while let scalar = next {
      position += 1
      switch scalar {
      case "-": turnsOn = false
      case "i": options.ignoresCase = turnsOn
      case "m": options.dotMatchesNewline = turnsOn
      case ":": return try closedGroup("(?:", options)
      case ")": return Self.group(try alternatives(options))
      default: throw unsupported("the group (?\(scalar)")
      }
    }
    throw malformed("an open group")
  }
}
