extension ChatTemplate {
  /// Reads a template from the lines of a text file.
  ///
  ///     # Turns of a small model of ours.
  ///     begin: "<|begin|>"
  ///     system-prefix: "<|system|>\n"
  ///     system-end: "\n"
  ///     user-prefix: "<|user|>\n"
  ///     user-end: "\n"
  ///     assistant-prefix: "<|assistant|>\n"
  ///     assistant-end: end-of-text
  ///     assistant-tail: "\n"
  ///     default-system: "You answer in one sentence."
  ///     trim: yes
  ///     alternate: yes
  ///
  /// A line is a name, a colon and a value; blank lines and lines that start with `#` say nothing. Texts
  /// stand in double quotes, within which `\n`, `\t`, `\"` and `\\` are a line end, a tab, a quote and a
  /// backslash. Names of a role are `ROLE-prefix`, `ROLE-end` (behind the content; a model learns the
  /// assistant's; `end-of-text` without quotes is the tokenizer's own token) and `ROLE-tail`. A role none
  /// of whose names is there is refused in conversations; `user` and `assistant` must be there, the
  /// assistant's end too. `trim` drops white space around contents, `alternate` wants user and assistant
  /// to take turns; both are `no` unless the file says `yes`.
  ///
  /// - Parameters:
  ///   - bytes: the file's content, UTF-8.
  ///   - path: of the file; the template's name.
  /// - Throws: `ChatTemplateError.malformed` naming the line.
  public init(file bytes: [UInt8], path: String) throws(ChatTemplateError) {
    var lines = ChatTemplateLines(path: path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformed(path: path, line: nil, found: "invalid UTF-8", expected: "a text file")
    }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      try lines.take(line, number: index + 1)
    }
    for (name, role) in [
      ("user-prefix", ChatMessage.Role.user), ("assistant-prefix", .assistant),
    ] where lines.turns[role] == nil {
      throw .malformed(
        path: path, line: nil, found: "no turn of '\(role.rawValue)'", expected: "a line '\(name)'")
    }
    guard let reply = lines.turns[.assistant], !reply.end.isEmpty || reply.endsInEndOfText else {
      throw .malformed(
        path: path, line: nil, found: "no 'assistant-end'",
        expected: "what a model writes to end its turn, such as assistant-end: end-of-text")
    }
    if lines.rules.defaultSystem != nil, lines.turns[.system] == nil {
      throw .malformed(
        path: path, line: nil, found: "'default-system' without a turn of 'system'",
        expected: "a line 'system-prefix'")
    }
    self.init(name: path, rules: lines.rules, turns: lines.turns)
  }
}

/// The lines of a template file taken in so far.
private struct ChatTemplateLines {
  let path: String
  var rules = ChatTemplate.Rules()
  var turns: [ChatMessage.Role: ChatTemplate.Turn] = [:]
  private var seen: Set<String> = []

  init(path: String) { self.path = path }

  private static let names =
    "begin, default-system, trim, alternate, or system, user or assistant with -prefix, -end or -tail"

  mutating func take(_ line: Substring, number: Int) throws(ChatTemplateError) {
    let line = Self.trimmed(line)
    if line.isEmpty || line.first == "#" { return }
    guard let colon = line.firstIndex(of: ":") else {
      throw problem(number, "'\(line)'", "a name, a colon and a value")
    }
    let name = String(Self.trimmed(line[..<colon]))
    let value = Self.trimmed(line[line.index(after: colon)...])
    guard seen.insert(name).inserted else {
      throw problem(number, "'\(name)' for the second time", "one line for each name")
    }
    switch name {
    case "begin": rules.begin = try text(value, number)
    case "default-system": rules.defaultSystem = try text(value, number)
    case "trim": rules.trimsContent = try flag(value, number)
    case "alternate": rules.alternates = try flag(value, number)
    default: try takeTurn(name, value, number)
    }
  }

  private mutating func takeTurn(
    _ name: String, _ value: Substring, _ number: Int
  ) throws(ChatTemplateError) {
    let parts = name.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let role = ChatMessage.Role(rawValue: String(parts[0])) else {
      throw problem(number, "the name '\(name)'", Self.names)
    }
    var turn = turns[role] ?? ChatTemplate.Turn(prefix: "", end: "")
    switch parts[1] {
    case "prefix": turn.prefix = try text(value, number)
    case "end" where value == "end-of-text": turn.endsInEndOfText = true
    case "end": turn.end = try text(value, number)
    case "tail": turn.tail = try text(value, number)
    default: throw problem(number, "the name '\(name)'", Self.names)
    }
    turns[role] = turn
  }

  private func flag(_ value: Substring, _ number: Int) throws(ChatTemplateError) -> Bool {
    guard value == "yes" || value == "no" else { throw problem(number, "'\(value)'", "yes or no") }
    return value == "yes"
  }

  private func text(_ value: Substring, _ number: Int) throws(ChatTemplateError) -> String {
    let expected =
      "a text in double quotes, with \\n, \\t, \\\" and \\\\ for what cannot stand in it"
    guard value.count >= 2, value.first == "\"", value.last == "\"" else {
      throw problem(number, "'\(value)'", expected)
    }
    var result = ""
    var isEscaped = false
    for character in value.dropFirst().dropLast() {
      if isEscaped {
        guard let plain = ["n": "\n", "t": "\t", "\"": "\"", "\\": "\\"][character] as Character?
        else { throw problem(number, "'\\\(character)'", expected) }
        result.append(plain)
        isEscaped = false
      } else if character == "\"" {
        throw problem(number, "a quote inside the text", expected)
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    guard !isEscaped else { throw problem(number, "'\(value)'", expected) }
    return result
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
    guard let last = text.lastIndex(where: { !isSpace($0) }) else { return "" }
    return text[...last].drop(while: isSpace)
  }

  private func problem(_ line: Int, _ found: String, _ expected: String) -> ChatTemplateError {
    .malformed(path: path, line: line, found: found, expected: expected)
  }
}
