/// A JSON object written field by field, in the order given: the same values give the same bytes.
struct JSONObject {
  private(set) var bytes: [UInt8] = Array("{".utf8)

  /// The object as a line.
  var line: [UInt8] { bytes + Array("}\n".utf8) }

  mutating func add(_ key: String, _ value: String) {
    begin(key)
    Self.append(value, to: &bytes)
  }

  mutating func add(_ key: String, _ value: Int) { addRaw(key, "\(value)") }

  /// The shortest digits that read back as the same number.
  mutating func add(_ key: String, _ value: Double) {
    addRaw(key, value.rounded() == value && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)")
  }

  mutating func add(_ key: String, _ values: [String]) {
    begin(key)
    bytes.append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      Self.append(value, to: &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  mutating func add(_ key: String, _ object: JSONObject) {
    begin(key)
    bytes.append(contentsOf: object.bytes)
    bytes.append(UInt8(ascii: "}"))
  }

  /// Adds the fields of another object.
  mutating func append(fieldsOf other: JSONObject) {
    guard other.bytes.count > 1 else { return }
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    bytes.append(contentsOf: other.bytes.dropFirst())
  }

  private mutating func addRaw(_ key: String, _ value: String) {
    begin(key)
    bytes.append(contentsOf: value.utf8)
  }

  private mutating func begin(_ key: String) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    Self.append(key, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [0x5C, byte])
      case 0x0A: bytes.append(contentsOf: Array("\\n".utf8))
      case 0x09: bytes.append(contentsOf: Array("\\t".utf8))
      case 0x0D: bytes.append(contentsOf: Array("\\r".utf8))
      case 0..<0x20:
        bytes.append(contentsOf: Array("\\u00".utf8))
        bytes.append(contentsOf: [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
