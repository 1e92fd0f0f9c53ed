extension ByteAlphabet {
  /// Appends the printable character of each byte, in UTF-8.
  static func appendCharacters(of text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    scalars.withUnsafeBufferPointer { scalars in
      for byte in text {
        // All of them are below U+0800: one or two bytes.
        let scalar = scalars[Int(byte)].value
        if scalar < 0x80 {
          output.append(UInt8(scalar))
        } else {
          output.append(0xC0 | UInt8(scalar >> 6))
          output.append(0x80 | UInt8(scalar & 0x3F))
        }
      }
    }
  }

  /// Appends the bytes that the characters of a text in UTF-8 stand for; others are left out.
  static func appendBytes(ofUTF8 text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    let bytesByCharacter = bytesByCharacter
    var offset = 0
    while offset < text.count {
      var scalar = Int(text[offset])
      offset += 1
      if scalar >= 0xC0, offset < text.count {
        scalar = (scalar & 0x1F) << 6 | Int(text[offset]) & 0x3F
        offset += 1
      }
      if scalar < bytesByCharacter.count, bytesByCharacter[scalar] >= 0 {
        output.append(UInt8(bytesByCharacter[scalar]))
      }
    }
  }
}
