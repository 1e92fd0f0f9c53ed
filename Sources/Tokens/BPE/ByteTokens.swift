/// The printed names of bytes that stand for themselves in a vocabulary of characters.
enum ByteTokens {
  /// Bytes of each name.
  static let nameBytes = 6

  /// `<0x0A>` for a line feed.
  static func name(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return Array("<0x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)], UInt8(ascii: ">")]
  }

  /// The byte a token names; nil for any other token.
  static func byte(of token: [UInt8]) -> UInt8? {
    guard token.count == nameBytes, token.starts(with: "<0x".utf8), token[5] == UInt8(ascii: ">")
    else { return nil }
    return UInt8(String(decoding: token[3..<5], as: UTF8.self), radix: 16)
  }
}
