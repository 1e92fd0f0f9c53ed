/// Reads an expression in the syntax of Oniguruma, which Hugging Face tokenizers uses.
///
/// Scalars and classes of every kind become sets, so that nothing depends on the Unicode version or
/// the class syntax of the engine below. Where the syntaxes differ, Oniguruma's meaning is written
/// out: `^` and `$` look at lines, `(?m)` lets `.` match a newline, `{,n}` starts at 0 and `{n,m}+`
/// repeats. Groups capture nothing. What has no faithful form is refused by name.
struct ExpressionParser {
  typealias Part = ExpressionTemplate.Part

  struct Options {
    var ignoresCase = false
    var dotMatchesNewline = false
  }

  /// Groups in groups; deeper ones are refused rather than risk the stack.
  private static let deepestNesting = 200

  let expression: String
  let scalars: [Unicode.Scalar]
  var position = 0
  var template = ExpressionTemplate()
  /// The last scalars that ignore case, with nothing between them.
  var foldedRun = ""
  private var nesting = 0

  private init(_ expression: String) {
    self.expression = expression
    scalars = Array(expression.unicodeScalars)
  }

  /// The template of an expression.
  ///
  /// - Throws: `TokenizerError` naming a construct that is not supported, or not well formed.
  static func parse(_ expression: String) throws(TokenizerError) -> ExpressionTemplate {
    var parser = ExpressionParser(expression)
    let parts = try parser.alternatives(Options())
    guard parser.position == parser.scalars.count else { throw parser.malformed("an extra )") }
    parser.template.parts = parts
    return parser.template
  }

  func unsupported(_ what: String) -> TokenizerError {
    TokenizerError(.unsupported("\(what) in the regular expression \(expression)"))
  }

  func malformed(_ what: String) -> TokenizerError {
    TokenizerError(.malformed("\(what) in the regular expression \(expression)"))
  }

  var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  /// Steps over a text where it comes next.
  mutating func skip(_ text: String) -> Bool {
    let wanted = text.unicodeScalars
    guard scalars[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  /// Steps over everything up to a scalar and over the scalar; what came before it.
  mutating func text(upTo end: Unicode.Scalar) throws(TokenizerError) -> String {
    guard let found = scalars[position...].firstIndex(of: end) else {
      throw malformed("no \(end) where one is due")
    }
    defer { position = found + 1 }
    return String(String.UnicodeScalarView(scalars[position..<found]))
  }

  mutating func alternatives(_ options: Options) throws(TokenizerError) -> [Part] {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.deepestNesting else { throw unsupported("nesting this deep") }
    var parts = try sequence(options)
    while skip("|") {
      parts.append(.syntax("|"))
      parts += try sequence(options)
    }
    return parts
  }

  private mutating func sequence(_ options: Options) throws(TokenizerError) -> [Part] {
    foldedRun = ""
    var parts: [Part] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      parts += try item(options)
    }
    return parts
  }

  /// One repeatable thing and its repeats.
  private mutating func item(_ options: Options) throws(TokenizerError) -> [Part] {
    let (parts, isRepeatable) = try element(options)
    guard isRepeatable else {
      if let repeated = try repetition() {
        throw unsupported("the repeat \(repeated) of something that matches nothing")
      }
      return parts
    }
    var result = parts
    var isRepeated = false
    while let repeated = try repetition() {
      if isRepeated { result = Self.group(result) }
      result.append(.syntax(repeated))
      isRepeated = true
      foldedRun = ""
    }
    return result
  }

  static func group(_ parts: [Part]) -> [Part] { [.syntax("(?:")] + parts + [.syntax(")")] }

  /// What comes next, and whether a repeat may follow it.
  private mutating func element(
    _ options: Options
  ) throws(TokenizerError) -> (parts: [Part], isRepeatable: Bool) {
    guard let scalar = next else { return ([], false) }
    switch scalar {
    case "(":
      position += 1
      foldedRun = ""
      defer { foldedRun = "" }
      return try groupBody(options)
    case "[":
      foldedRun = ""
      return ([template.part(for: try bracket(options))], true)
    case ".":
      position += 1
      foldedRun = ""
      let set = options.dotMatchesNewline ? ScalarSet.all : ScalarSet("\n").complement
      return ([template.part(for: set)], true)
    case "^", "$":
      position += 1
      return ([.syntax(String(scalar))], false)
    case "*", "+", "?": throw malformed("a repeat of nothing")
    case "\\":
      position += 1
      return try escape(options)
    default:
      position += 1
      return ([try literal(scalar, options)], true)
    }
  }

  /// The part that matches one scalar of the expression.
  mutating func literal(
    _ scalar: Unicode.Scalar, _ options: Options
  ) throws(TokenizerError) -> Part {
    guard options.ignoresCase else { return template.part(for: ScalarSet(scalar)) }
    try refuseLongFolding(ScalarSet(scalar))
    foldedRun += scalar.properties.lowercaseMapping
    if let folding = longFoldings.first(where: { foldedRun.hasSuffix($0) }) {
      throw unsupported("\(folding) without regard to case, which also matches as one character,")
    }
    return template.part(for: ScalarSet(scalar).caseClosed)
  }

  func refuseLongFolding(_ set: ScalarSet) throws(TokenizerError) {
    let long = set.intersection(ScalarSet(bounds: longFoldingBounds))
    guard let first = long.ranges.first.flatMap({ Unicode.Scalar($0.lowerBound) }) else { return }
    throw unsupported("\(first) without regard to case, which also matches several characters,")
  }
}
