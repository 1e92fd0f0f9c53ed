/// A strict parser of exactly the JSON that a safetensors header may hold.
///
/// General decoders keep the last of two equal keys in silence; here that is an error.
struct SafetensorsHeaderParser {
  private let bytes: [UInt8]
  private let path: String
  private var position = 0

  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  mutating func parse() throws -> [SafetensorsEntry] {
    var entries: [SafetensorsEntry] = []
    var names: Set<String> = []
    try object { parser, name in
      guard names.insert(name).inserted else {
        throw parser.damage("the name '\(name)' comes twice")
      }
      if name == "__metadata__" {
        try parser.metadata()
      } else {
        entries.append(try parser.entry(name))
      }
    }
    skipSpace()
    guard position == bytes.count else { throw damage("found bytes after the closing brace") }
    return entries
  }

  private mutating func entry(_ name: String) throws -> SafetensorsEntry {
    var element: SafetensorsEntry.Element?
    var shape: [Int]?
    var offsets: [Int]?
    try object { parser, key in
      switch key {
      case "dtype" where element == nil:
        let type = try parser.string()
        element = SafetensorsEntry.Element(rawValue: type)
        guard element != nil else { throw parser.damage("'\(name)' has an unknown type '\(type)'") }
      case "shape" where shape == nil:
        shape = try parser.integers()
      case "data_offsets" where offsets == nil:
        offsets = try parser.integers()
      default:
        throw parser.damage(
          "'\(name)' has the key '\(key)' twice, or one that is not in the format")
      }
    }
    guard let element, let shape, let offsets, offsets.count == 2 else {
      throw damage("'\(name)' lacks dtype, shape or two data_offsets")
    }
    guard offsets[0] <= offsets[1] else {
      throw damage("'\(name)' ends at byte \(offsets[1]), before its start at \(offsets[0])")
    }
    return SafetensorsEntry(
      name: name, element: element, shape: shape, range: offsets[0]..<offsets[1])
  }

  private mutating func metadata() throws {
    var keys: Set<String> = []
    try object { parser, key in
      guard keys.insert(key).inserted else { throw parser.damage("metadata has '\(key)' twice") }
      _ = try parser.string(allowingEscapes: true)
    }
  }

  private mutating func object(_ member: (inout Self, String) throws -> Void) throws {
    try expect(UInt8(ascii: "{"))
    skipSpace()
    if take(UInt8(ascii: "}")) { return }
    repeat {
      let key = try string()
      try expect(UInt8(ascii: ":"))
      try member(&self, key)
      skipSpace()
    } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"))
  }

  private mutating func integers() throws -> [Int] {
    var values: [Int] = []
    try expect(UInt8(ascii: "["))
    skipSpace()
    if take(UInt8(ascii: "]")) { return values }
    repeat {
      values.append(try integer())
      skipSpace()
    } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "]"))
    return values
  }

  private mutating func integer() throws -> Int {
    skipSpace()
    let start = position
    var value = 0
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
      let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, stillTooLarge) = product.addingReportingOverflow(Int(bytes[position]) - 0x30)
      guard !tooLarge, !stillTooLarge else { throw damage("found a number beyond 64 bits") }
      value = sum
      position += 1
    }
    guard position > start else { throw damage("expected a number from 0 up") }
    return value
  }

  /// Escapes are passed over in metadata, whose values nobody reads, and refused in names.
  private mutating func string(allowingEscapes: Bool = false) throws -> String {
    try expect(UInt8(ascii: "\""))
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      let isEscape = bytes[position] == UInt8(ascii: "\\")
      guard bytes[position] >= 0x20, !isEscape || allowingEscapes else {
        throw damage("found a control character or an escape in a name")
      }
      position += isEscape ? 2 : 1
    }
    guard position < bytes.count,
      let text = String(validating: bytes[start..<position], as: UTF8.self)
    else { throw damage("found a name without end, or one that is not UTF-8") }
    position += 1
    return text
  }

  private mutating func expect(_ byte: UInt8) throws {
    skipSpace()
    guard take(byte) else {
      throw damage("expected '\(Character(UnicodeScalar(byte)))'")
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  private func damage(_ what: String) -> ModelError {
    ModelError(.damagedFile, at: path, "header, byte \(8 + position): \(what)")
  }
}
