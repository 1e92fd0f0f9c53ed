import Text

/// Builds one flat JSON object, fields in the order they are added.
struct JSONObjectWriter {
  private var bytes: [UInt8] = [UInt8(ascii: "{")]

  mutating func add(_ name: String, _ text: String) {
    addName(name)
    JSONString.append(text, to: &bytes)
  }

  mutating func add(_ name: String, _ number: Double) {
    addName(name)
    JSONNumber.append(number, to: &bytes)
  }

  mutating func add(_ name: String, _ number: Int) {
    addName(name)
    bytes.append(contentsOf: String(number).utf8)
  }

  /// Adds a text of valid UTF-8.
  mutating func add(_ name: String, _ text: Span<UInt8>) {
    addName(name)
    bytes.append(0x22)
    JSONString.escape(text, into: &bytes)
    bytes.append(0x22)
  }

  /// The object's bytes.
  consuming func finished() -> [UInt8] {
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  private mutating func addName(_ name: String) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    JSONString.append(name, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
  }
}
