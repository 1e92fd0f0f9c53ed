/// A position in JSON text that moves forward over checked values; the machinery of `JSONScanner`.
///
/// The pointer is borrowed from the caller of the scanner for the length of one call.
struct JSONCursor {
  let base: UnsafePointer<UInt8>
  let count: Int
  let maximumDepth: Int
  var position = 0

  var current: UInt8 { base[position] }

  mutating func skipSpace() {
    while position < count {
      switch base[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position &+= 1
      default: return
      }
    }
  }

  /// Checks that nothing but white space is left.
  mutating func expectEnd() throws(JSONProblem) {
    skipSpace()
    guard position == count else {
      throw JSONProblem(
        .trailingBytes, at: position, found: JSONProblem.spelled(current),
        expected: "the end of the record")
    }
  }

  /// Moves over an object, from its brace on, and hands each field to `body`.
  mutating func object(depth: Int, _ body: (JSONField) -> Void) throws(JSONProblem) {
    try checkDepth(depth)
    position &+= 1
    skipSpace()
    if position < count, current == UInt8(ascii: "}") {
      position &+= 1
      return
    }
    while true {
      skipSpace()
      try expect(UInt8(ascii: "\""), "a field name in quotes")
      let nameStart = position
      try skipStringBody()
      let name = nameStart..<position &- 1
      skipSpace()
      try expect(UInt8(ascii: ":"), "':'")
      skipSpace()
      let valueStart = position
      try skipValue(depth: depth)
      body(JSONField(name: name, value: valueStart..<position))
      skipSpace()
      if try closes(UInt8(ascii: "}"), "',' or '}'") { return }
    }
  }

  private mutating func array(depth: Int) throws(JSONProblem) {
    try checkDepth(depth)
    position &+= 1
    skipSpace()
    if position < count, current == UInt8(ascii: "]") {
      position &+= 1
      return
    }
    while true {
      skipSpace()
      try skipValue(depth: depth)
      skipSpace()
      if try closes(UInt8(ascii: "]"), "',' or ']'") { return }
    }
  }

  /// Moves over any value that starts at the position.
  mutating func skipValue(depth: Int) throws(JSONProblem) {
    guard position < count else { throw Self.endProblem(at: position, "a value") }
    switch current {
    case UInt8(ascii: "\""):
      position &+= 1
      try skipStringBody()
    case UInt8(ascii: "{"): try object(depth: depth + 1) { _ in }
    case UInt8(ascii: "["): try array(depth: depth + 1)
    case UInt8(ascii: "t"): try literal("true")
    case UInt8(ascii: "f"): try literal("false")
    case UInt8(ascii: "n"): try literal("null")
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
    default: throw unexpected("a value")
    }
  }

  /// Moves over a string from behind its opening quote to behind its closing one.
  private mutating func skipStringBody() throws(JSONProblem) {
    position &+= Kernels.jsonStringEnd(base + position, count: count &- position)
    guard position < count else {
      throw Self.endProblem(at: count, "the closing '\"' of a string")
    }
    switch current {
    case UInt8(ascii: "\""): position &+= 1
    case UInt8(ascii: "\\"): throw escapeProblem()
    default:
      throw JSONProblem(
        .controlCharacter, at: position, found: JSONProblem.spelled(current),
        expected: "an escape such as \\n for a control character in a string")
    }
  }

  /// What is wrong with the escape at the position.
  private func escapeProblem() -> JSONProblem {
    let letter = position &+ 1
    guard letter < count else { return Self.endProblem(at: count, "the rest of an escape") }
    guard base[letter] == UInt8(ascii: "u") else {
      return JSONProblem(
        .invalidEscape, at: letter, found: JSONProblem.spelled(base[letter]),
        expected: "one of \" \\ / b f n r t u")
    }
    let digits = letter &+ 1..<min(letter &+ 5, count)
    guard let wrong = digits.first(where: { !isHexadecimalDigit(base[$0]) }) else {
      return Self.endProblem(at: count, "four hexadecimal digits")
    }
    return JSONProblem(
      .invalidEscape, at: wrong, found: JSONProblem.spelled(base[wrong]),
      expected: "a hexadecimal digit")
  }

  private func isHexadecimalDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 6
  }

  private mutating func literal(_ word: StaticString) throws(JSONProblem) {
    let start = position
    for index in 0..<word.utf8CodeUnitCount {
      guard position < count else { throw Self.endProblem(at: position, "'\(word)'") }
      guard current == word.utf8Start[index] else {
        throw JSONProblem(
          .invalidLiteral, at: start, found: JSONProblem.spelled(current), expected: "'\(word)'")
      }
      position &+= 1
    }
  }

  private mutating func number() throws(JSONProblem) {
    if current == UInt8(ascii: "-") { position &+= 1 }
    if position < count, current == UInt8(ascii: "0") {
      position &+= 1
      if position < count, isDigit(current) { throw malformedNumber("no digit after a leading 0") }
    } else {
      try digits()
    }
    if position < count, current == UInt8(ascii: ".") {
      position &+= 1
      try digits()
    }
    if position < count, current | 0x20 == UInt8(ascii: "e") {
      position &+= 1
      if position < count, current == UInt8(ascii: "+") || current == UInt8(ascii: "-") {
        position &+= 1
      }
      try digits()
    }
  }

  private mutating func digits() throws(JSONProblem) {
    guard position < count else { throw Self.endProblem(at: position, "a digit") }
    guard isDigit(current) else { throw malformedNumber("a digit") }
    while position < count, isDigit(current) { position &+= 1 }
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  private func malformedNumber(_ expected: String) -> JSONProblem {
    JSONProblem(
      .invalidLiteral, at: position, found: JSONProblem.spelled(current), expected: expected)
  }

  private func checkDepth(_ depth: Int) throws(JSONProblem) {
    guard depth <= maximumDepth else {
      throw JSONProblem(
        .tooDeep, at: position, found: "nesting deeper than \(maximumDepth)",
        expected: "at most \(maximumDepth) levels")
    }
  }

  private mutating func expect(_ byte: UInt8, _ expected: String) throws(JSONProblem) {
    guard position < count else { throw Self.endProblem(at: position, expected) }
    guard current == byte else { throw unexpected(expected) }
    position &+= 1
  }

  /// Moves over a comma or the closing byte; true for the latter.
  private mutating func closes(_ closing: UInt8, _ expected: String) throws(JSONProblem) -> Bool {
    guard position < count else { throw Self.endProblem(at: position, expected) }
    let byte = current
    guard byte == closing || byte == UInt8(ascii: ",") else { throw unexpected(expected) }
    position &+= 1
    return byte == closing
  }

  private func unexpected(_ expected: String) -> JSONProblem {
    JSONProblem(
      .unexpectedByte, at: position, found: JSONProblem.spelled(current), expected: expected)
  }

  static func endProblem(at position: Int, _ expected: String) -> JSONProblem {
    JSONProblem(.unexpectedEnd, at: position, found: "the end of the record", expected: expected)
  }
}
