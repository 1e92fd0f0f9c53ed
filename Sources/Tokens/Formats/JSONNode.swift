internal import Text

/// A JSON value read whole: for the small parts of tokenizer files.
enum JSONNode: Equatable {
  case null
  case boolean(Bool)
  case number(Double)
  case string([UInt8])
  case array([JSONNode])
  /// In the order of the file.
  case object([Member])

  struct Member: Equatable {
    var name: String
    var value: JSONNode
  }

  /// The member of an object; nil when it is absent, null, or this is no object.
  subscript(_ name: String) -> JSONNode? {
    guard case .object(let members) = self,
      let value = members.last(where: { $0.name == name })?.value, value != .null
    else { return nil }
    return value
  }

  var text: String? {
    if case .string(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
  }

  var bytes: [UInt8]? { if case .string(let bytes) = self { bytes } else { nil } }
  var isTrue: Bool? { if case .boolean(let value) = self { value } else { nil } }
  var elements: [JSONNode]? { if case .array(let elements) = self { elements } else { nil } }
  var number: Double? { if case .number(let value) = self { value } else { nil } }

  /// A whole number of at most 32 bits.
  var id: UInt32? { number.flatMap { UInt32(exactly: $0) } }

  /// Names of an object's members, in the order of the file.
  var names: [String] {
    if case .object(let members) = self { members.map(\.name) } else { [] }
  }
}

/// A JSON text of which the grammar has been checked, read in parts without copying it.
struct JSONText {
  let bytes: [UInt8]

  /// - Throws: `TokenizerError` when the text is not one JSON object.
  init(_ bytes: [UInt8], path: String) throws(TokenizerError) {
    self.bytes = bytes
    var fields = ContiguousArray<JSONField>()
    do throws(JSONProblem) {
      try JSONScanner().scanObject(bytes.span, into: &fields)
    } catch {
      throw TokenizerError(
        .malformed("found \(error.found) at byte \(error.byteOffset), expected \(error.expected)"),
        at: path)
    }
    whole = 0..<bytes.count
  }

  /// The outer object.
  let whole: Range<Int>

  /// Calls `body` with the name and the value of each member of the object at a range.
  func forEachMember(
    of range: Range<Int>, _ body: (Range<Int>, Range<Int>) throws(TokenizerError) -> Void
  ) throws(TokenizerError) {
    var position = skipSpace(range.lowerBound)
    guard bytes[position] == UInt8(ascii: "{") else { return }
    position = skipSpace(position + 1)
    while bytes[position] != UInt8(ascii: "}") {
      let name = position + 1..<valueEnd(position) - 1
      position = skipSpace(skipSpace(name.upperBound + 1) + 1)
      let end = valueEnd(position)
      try body(name, position..<end)
      position = skipSpace(end)
      if bytes[position] == UInt8(ascii: ",") { position = skipSpace(position + 1) }
    }
  }

  /// Calls `body` with each element of the array at a range.
  func forEachElement(
    of range: Range<Int>, _ body: (Range<Int>) throws(TokenizerError) -> Void
  ) throws(TokenizerError) {
    var position = skipSpace(range.lowerBound)
    guard bytes[position] == UInt8(ascii: "[") else { return }
    position = skipSpace(position + 1)
    while bytes[position] != UInt8(ascii: "]") {
      let end = valueEnd(position)
      try body(position..<end)
      position = skipSpace(end)
      if bytes[position] == UInt8(ascii: ",") { position = skipSpace(position + 1) }
    }
  }

  /// The member of an object by its name; nil when it is absent or null.
  func member(_ name: String, of range: Range<Int>) throws(TokenizerError) -> Range<Int>? {
    var found: Range<Int>?
    try forEachMember(of: range) { key, value in
      if string(key) == Array(name.utf8) { found = value }
    }
    guard let found, kind(found) != .null else { return nil }
    return found
  }

  func kind(_ range: Range<Int>) -> JSONKind { JSONKind(firstByte: bytes[range.lowerBound]) }

  /// The unescaped bytes of a string between its quotes.
  func string(_ body: Range<Int>) -> [UInt8] {
    guard bytes[body].contains(UInt8(ascii: "\\")) else { return Array(bytes[body]) }
    var replaced = 0
    return bytes[body].withUnsafeBufferPointer {
      JSONString.unescaped($0, replacedSurrogates: &replaced)
    }
  }

  /// The unescaped bytes of a string value; nil for another kind.
  func stringValue(_ range: Range<Int>) -> [UInt8]? {
    guard kind(range) == .string else { return nil }
    return string(range.lowerBound + 1..<range.upperBound - 1)
  }

  /// A number; nil for another kind.
  func numberValue(_ range: Range<Int>) -> Double? {
    guard kind(range) == .number else { return nil }
    return Double(String(decoding: bytes[range], as: UTF8.self))
  }

  /// Reads a value whole.
  func node(_ range: Range<Int>) throws(TokenizerError) -> JSONNode {
    switch kind(range) {
    case .null: return .null
    case .boolean: return .boolean(bytes[range.lowerBound] == UInt8(ascii: "t"))
    case .number: return .number(numberValue(range) ?? .nan)
    case .string: return .string(stringValue(range) ?? [])
    case .array:
      var elements: [JSONNode] = []
      try forEachElement(of: range) { element throws(TokenizerError) in
        elements.append(try node(element))
      }
      return .array(elements)
    case .object:
      var members: [JSONNode.Member] = []
      try forEachMember(of: range) { name, value throws(TokenizerError) in
        members.append(
          JSONNode.Member(
            name: String(decoding: string(name), as: UTF8.self), value: try node(value)))
      }
      return .object(members)
    }
  }

  private func skipSpace(_ start: Int) -> Int {
    var position = start
    while true {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return position
      }
    }
  }

  /// The end of the value that starts at a position.
  private func valueEnd(_ start: Int) -> Int {
    var position = start
    var depth = 0
    repeat {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        while bytes[position] != UInt8(ascii: "\"") {
          position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position += 1
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D:
        position += 1
      default:
        while position < bytes.count, !Self.endsScalar(bytes[position]) { position += 1 }
      }
    } while depth > 0
    return position
  }

  private static func endsScalar(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x09, 0x0A, 0x0D: true
    default: false
    }
  }
}
