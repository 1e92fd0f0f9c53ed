/// A top-level field of a JSON object as two ranges of its bytes; nothing is decoded.
public struct JSONField: Sendable, Equatable {
  /// The name between its quotes, still escaped.
  public var name: Range<Int>
  /// The value, the quotes of a string included.
  public var value: Range<Int>

  public init(name: Range<Int>, value: Range<Int>) {
    self.name = name
    self.value = value
  }
}

/// The type of a JSON value, told by its first byte.
public enum JSONKind: String, Sendable {
  case string, object, array, number, boolean, null

  /// The type of a well-formed value that starts with this byte.
  public init(firstByte: UInt8) {
    switch firstByte {
    case UInt8(ascii: "\""): self = .string
    case UInt8(ascii: "{"): self = .object
    case UInt8(ascii: "["): self = .array
    case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .boolean
    case UInt8(ascii: "n"): self = .null
    default: self = .number
    }
  }
}
