internal import Text

/// A JSON text of which the grammar has been checked, read in parts without copying it.
struct JSONText {
  let bytes: [UInt8]
  /// The members of the outer object, in the order of the file.
  let fields: ContiguousArray<JSONField>

  /// Few lists have smaller members; those that have take more memory as they grow.
  private static let smallestMemberBytes = 16

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
    self.fields = fields
  }

  /// The members of the object at a range, in the order of the file; none for another kind.
  func fields(of range: Range<Int>) -> ContiguousArray<JSONField> {
    var fields = ContiguousArray<JSONField>()
    guard kind(range) == .object else { return fields }
    fields.reserveCapacity(range.count / Self.smallestMemberBytes)
    bytes.withUnsafeBufferPointer { bytes in
      var position = Self.skipSpace(bytes, from: range.lowerBound + 1)
      while bytes[position] != UInt8(ascii: "}") {
        let name = position + 1..<Self.valueEnd(bytes, from: position) - 1
        position = Self.skipSpace(bytes, from: Self.skipSpace(bytes, from: name.upperBound + 1) + 1)
        let end = Self.valueEnd(bytes, from: position)
        fields.append(JSONField(name: name, value: position..<end))
        position = Self.skipSpace(bytes, from: end)
        if bytes[position] == UInt8(ascii: ",") {
          position = Self.skipSpace(bytes, from: position + 1)
        }
      }
    }
    return fields
  }

  /// The elements of the array at a range; none for another kind.
  func elements(of range: Range<Int>) -> ContiguousArray<Range<Int>> {
    var elements = ContiguousArray<Range<Int>>()
    guard kind(range) == .array else { return elements }
    elements.reserveCapacity(range.count / Self.smallestMemberBytes)
    bytes.withUnsafeBufferPointer { bytes in
      var position = Self.skipSpace(bytes, from: range.lowerBound + 1)
      while bytes[position] != UInt8(ascii: "]") {
        let end = Self.valueEnd(bytes, from: position)
        elements.append(position..<end)
        position = Self.skipSpace(bytes, from: end)
        if bytes[position] == UInt8(ascii: ",") {
          position = Self.skipSpace(bytes, from: position + 1)
        }
      }
    }
    return elements
  }

  /// The value of the last member of a name; nil when it is absent or null.
  func value(_ name: String, in fields: ContiguousArray<JSONField>) -> Range<Int>? {
    let name = Array(name.utf8)
    guard let found = fields.last(where: { string($0.name) == name })?.value,
      kind(found) != .null
    else { return nil }
    return found
  }

  func kind(_ range: Range<Int>) -> JSONKind { JSONKind(firstByte: bytes[range.lowerBound]) }

  /// The unescaped bytes of a string between its quotes.
  func string(_ body: Range<Int>) -> [UInt8] {
    var text: [UInt8] = []
    appendString(body, to: &text)
    return text
  }

  /// Appends the unescaped bytes of a string between its quotes.
  func appendString(_ body: Range<Int>, to output: inout [UInt8]) {
    bytes.withUnsafeBufferPointer { bytes in
      let escaped = UnsafeBufferPointer(rebasing: bytes[body])
      if escaped.contains(UInt8(ascii: "\\")) {
        var replaced = 0
        output.append(
          contentsOf: JSONString.unescaped(escaped, replacedSurrogates: &replaced))
      } else {
        output.append(contentsOf: escaped)
      }
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

  /// A token id, which is a whole number below 2^31; nil for anything else.
  func tokenID(_ range: Range<Int>) -> Int? {
    let number =
      DecimalDigits.value(of: bytes[range]) ?? numberValue(range).flatMap { Int(exactly: $0) }
    guard let number, (0..<1 << 31).contains(number) else { return nil }
    return number
  }

  /// Reads a value whole.
  func node(_ range: Range<Int>) -> JSONNode {
    switch kind(range) {
    case .null: return .null
    case .boolean: return .boolean(bytes[range.lowerBound] == UInt8(ascii: "t"))
    case .number: return .number(numberValue(range) ?? .nan)
    case .string: return .string(stringValue(range) ?? [])
    case .array: return .array(elements(of: range).map { node($0) })
    case .object:
      return .object(
        fields(of: range).map {
          JSONNode.Member(
            name: String(decoding: string($0.name), as: UTF8.self), value: node($0.value))
        })
    }
  }

  private static func skipSpace(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var position = start
    while true {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position &+= 1
      default: return position
      }
    }
  }

  /// The end of the value that starts at a position.
  private static func valueEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var position = start
    var depth = 0
    repeat {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position &+= 1
        while bytes[position] != UInt8(ascii: "\"") {
          position &+= bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position &+= 1
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position &+= 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        position &+= 1
      case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D:
        position &+= 1
      default:
        while position < bytes.count, !endsScalar(bytes[position]) { position &+= 1 }
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
