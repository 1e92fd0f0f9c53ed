/// Reads the fields of a Protocol Buffers message, as far as a SentencePiece model needs it.
///
/// Wire format: https://protobuf.dev/programming-guides/encoding. Fields of unknown numbers are
/// stepped over; damage is an error with its byte offset.
struct ProtobufReader {
  /// The value of a field.
  enum Value {
    case integer(UInt64)
    case fixed64(UInt64)
    case bytes(ArraySlice<UInt8>)
    case fixed32(UInt32)

    var bool: Bool? { if case .integer(let value) = self { value != 0 } else { nil } }
    var int: Int? {
      if case .integer(let value) = self { Int(truncatingIfNeeded: value) } else { nil }
    }
    var bytes: [UInt8]? { if case .bytes(let value) = self { Array(value) } else { nil } }
    var float: Float? {
      if case .fixed32(let value) = self { Float(bitPattern: value) } else { nil }
    }
  }

  private var rest: ArraySlice<UInt8>
  private let path: String

  init(_ bytes: ArraySlice<UInt8>, path: String) {
    rest = bytes
    self.path = path
  }

  /// The next field; nil at the end of the message.
  mutating func next() throws(TokenizerError) -> (number: Int, value: Value)? {
    guard !rest.isEmpty else { return nil }
    let key = try integer()
    let number = Int(truncatingIfNeeded: key >> 3)
    guard number > 0, number < 1 << 29 else { throw damage("field number \(number)") }
    switch key & 7 {
    case 0: return (number, .integer(try integer()))
    case 1: return (number, .fixed64(try fixed(8)))
    case 2:
      let count = try integer()
      guard count <= UInt64(rest.count) else {
        throw damage("a field of \(count) bytes with \(rest.count) left")
      }
      let bytes = rest.prefix(Int(count))
      rest = rest.dropFirst(Int(count))
      return (number, .bytes(bytes))
    case 5: return (number, .fixed32(UInt32(truncatingIfNeeded: try fixed(4))))
    default: throw damage("wire type \(key & 7)")
    }
  }

  private mutating func integer() throws(TokenizerError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = rest.popFirst() else { throw damage("the end of the file") }
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    throw damage("a number of more than 10 bytes")
  }

  private mutating func fixed(_ count: Int) throws(TokenizerError) -> UInt64 {
    guard rest.count >= count else { throw damage("the end of the file") }
    var value: UInt64 = 0
    for (index, byte) in rest.prefix(count).enumerated() {
      value |= UInt64(byte) << UInt64(8 * index)
    }
    rest = rest.dropFirst(count)
    return value
  }

  private func damage(_ found: String) -> TokenizerError {
    TokenizerError(
      .malformed("found \(found) at byte \(rest.startIndex), expected a SentencePiece model"),
      at: path)
  }
}
