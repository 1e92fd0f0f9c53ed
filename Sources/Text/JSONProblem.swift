/// Why bytes are not the JSON that was asked for, and where.
public struct JSONProblem: Error, Equatable, CustomStringConvertible {
  public enum Kind: String, Sendable, CaseIterable {
    /// Bytes that are not UTF-8.
    case invalidUTF8
    /// The text ends inside a value.
    case unexpectedEnd
    /// A byte that cannot stand where it stands.
    case unexpectedByte
    /// A control character below U+0020 inside a string.
    case controlCharacter
    /// A backslash sequence JSON does not have.
    case invalidEscape
    /// A number or literal spelled wrong.
    case invalidLiteral
    /// Arrays and objects nested deeper than the limit.
    case tooDeep
    /// Bytes after the value.
    case trailingBytes
    /// The value is of another type than the one asked for.
    case wrongType
  }

  public var kind: Kind
  /// Offset of the offending byte, from 0.
  public var byteOffset: Int
  /// What stands there.
  public var found: String
  /// What could have stood there.
  public var expected: String

  public init(_ kind: Kind, at byteOffset: Int, found: String, expected: String) {
    self.kind = kind
    self.byteOffset = byteOffset
    self.found = found
    self.expected = expected
  }

  public var description: String { "byte \(byteOffset): found \(found), expected \(expected)" }

  /// A byte as a reader of a message wants to see it: `'x'`, or `byte 0x1F`.
  static func spelled(_ byte: UInt8) -> String {
    if byte > 0x20, byte < 0x7F { return "'\(Character(Unicode.Scalar(byte)))'" }
    let digits = String(byte, radix: 16, uppercase: true)
    return "byte 0x" + (byte < 16 ? "0" : "") + digits
  }
}
