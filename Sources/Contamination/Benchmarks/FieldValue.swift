import Text

/// The decoded value of a benchmark field: JSON of any shape.
enum FieldValue: Equatable {
  case text(String)
  /// A number in its own spelling.
  case number(String)
  case boolean(Bool)
  case list([FieldValue])
  /// The entries in file order.
  case map([Entry])
  case null

  /// A named value of a map.
  struct Entry: Equatable {
    var name: String
    var value: FieldValue
  }

  /// The value of a name in a map, the last of several, or the values in a list of maps; nil where there
  /// is none.
  subscript(name: String) -> FieldValue? {
    switch self {
    case .map(let entries): return entries.last { $0.name == name }?.value
    case .list(let values):
      let found = values.compactMap { $0[name] }
      return found.isEmpty ? nil : .list(found)
    default: return nil
    }
  }

  /// The texts in the value, in order; of a map those under `text`, else under `value`.
  var texts: [String] {
    switch self {
    case .text(let text): [text]
    case .number(let spelling): [spelling]
    case .boolean(let value): [value ? "yes" : "no"]
    case .list(let values): values.flatMap(\.texts)
    case .map: (self["text"] ?? self["value"])?.texts ?? []
    case .null: []
    }
  }

  /// The value as one line of JSON.
  var json: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  private func append(to bytes: inout [UInt8]) {
    switch self {
    case .text(let text): JSONString.append(text, to: &bytes)
    case .number(let spelling): bytes += spelling.utf8
    case .boolean(let value): bytes += (value ? "true" : "false").utf8
    case .null: bytes += "null".utf8
    case .list(let values):
      bytes.append(UInt8(ascii: "["))
      for (position, value) in values.enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        value.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .map(let entries):
      bytes.append(UInt8(ascii: "{"))
      for (position, entry) in entries.enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        JSONString.append(entry.name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        entry.value.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// The labels of options, such as A, B, C, D; empty for a plain list.
  var labels: [String] {
    switch self {
    case .map: self["label"]?.texts ?? []
    case .list(let values): values.flatMap(\.labels)
    default: []
    }
  }
}

extension FieldValue {
  /// Decodes one JSON value that a `JSONScanner` has checked; white space around it is let pass.
  init(checked bytes: UnsafeBufferPointer<UInt8>) {
    var position = 0
    self = Self.value(bytes, &position)
  }

  private static func value(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int
  ) -> FieldValue {
    skipSpace(bytes, &position)
    guard position < bytes.count else { return .null }
    switch bytes[position] {
    case UInt8(ascii: "\""): return .text(string(bytes, &position))
    case UInt8(ascii: "["):
      var values: [FieldValue] = []
      elements(bytes, &position, closing: UInt8(ascii: "]")) { values.append(value(bytes, &$0)) }
      return .list(values)
    case UInt8(ascii: "{"):
      var entries: [Entry] = []
      elements(bytes, &position, closing: UInt8(ascii: "}")) { position in
        let name = string(bytes, &position)
        skipSpace(bytes, &position)
        position += 1
        entries.append(Entry(name: name, value: value(bytes, &position)))
      }
      return .map(entries)
    default:
      let start = position
      while position < bytes.count, !isDelimiter(bytes[position]) { position += 1 }
      let spelling = String(decoding: bytes[start..<position], as: UTF8.self)
      switch spelling {
      case "true", "false": return .boolean(spelling == "true")
      case "null": return .null
      default: return .number(spelling)
      }
    }
  }

  /// Moves over an array or object and calls `body` at each element.
  private static func elements(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, closing: UInt8,
    _ body: (inout Int) -> Void
  ) {
    position += 1
    while true {
      skipSpace(bytes, &position)
      guard position < bytes.count else { return }
      switch bytes[position] {
      case closing:
        position += 1
        return
      case UInt8(ascii: ","): position += 1
      default: body(&position)
      }
    }
  }

  private static func string(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int
  ) -> String {
    let start = position + 1
    position = start
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    let end = min(position, bytes.count)
    position = end + 1
    var replacedSurrogates = 0
    let text = JSONString.unescaped(
      UnsafeBufferPointer(rebasing: bytes[min(start, end)..<end]),
      replacedSurrogates: &replacedSurrogates)
    return String(decoding: text, as: UTF8.self)
  }

  private static func skipSpace(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) {
    while position < bytes.count, isSpace(bytes[position]) { position += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    isSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]")
      || byte == UInt8(ascii: "}")
  }
}
