extension ByteAlphabet {
  /// The printable character of each byte in UTF-8: one or two bytes.
  static let utf8: [[UInt8]] = scalars.map { Array(String($0).utf8) }

  /// Appends the bytes that the characters of a text in UTF-8 stand for; others are left out.
  static func appendBytes(ofUTF8 text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    var offset = 0
    while offset < text.count {
      var scalar = Int(text[offset])
      offset += 1
      if scalar >= 0xC0, offset < text.count {
        scalar = (scalar & 0x1F) << 6 | Int(text[offset]) & 0x3F
        offset += 1
      }
      if scalar < bytesByCharacter.count { output.append(bytesByCharacter[scalar]) }
    }
  }

  private static let bytesByCharacter: [UInt8] = {
    var bytes = [UInt8](repeating: 0, count: 0x144)
    for (byte, scalar) in scalars.enumerated() { bytes[Int(scalar.value)] = UInt8(byte) }
    return bytes
  }()
}
