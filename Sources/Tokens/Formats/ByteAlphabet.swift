/// The printable character that stands for each byte in the files of GPT-2 and Hugging Face.
///
/// Printable Latin-1 stands for itself, the other 68 bytes for U+0100 onwards in byte order
/// (`bytes_to_unicode` of GPT-2's released `encoder.py`).
enum ByteAlphabet {
  static let scalars: [Unicode.Scalar] = {
    var others: UInt8 = 0
    return (UInt8.min...UInt8.max).map { byte in
      switch byte {
      case 33...126, 161...172, 174...255: return Unicode.Scalar(byte)
      default:
        defer { others += 1 }
        return Unicode.Scalar(0x100 + UInt16(others)) ?? Unicode.Scalar(byte)
      }
    }
  }()

  /// Bytes in the order of their characters: ids 0…255 of GPT-2 and of vocabularies trained here.
  static let bytesByScalar: [UInt8] = (UInt8.min...UInt8.max).sorted {
    scalars[Int($0)] < scalars[Int($1)]
  }

  /// The byte by the value of its character, -1 for characters that stand for none.
  static let bytesByCharacter: [Int16] = {
    var bytes = [Int16](repeating: -1, count: 0x144)
    for (byte, scalar) in scalars.enumerated() { bytes[Int(scalar.value)] = Int16(byte) }
    return bytes
  }()

  /// The bytes a token's printed form in UTF-8 stands for; nil when it holds another character.
  static func bytes(ofUTF8 text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    let bytesByCharacter = bytesByCharacter
    var isAlphabet = true
    let bytes = [UInt8](unsafeUninitializedCapacity: text.count) { bytes, count in
      var offset = 0
      while offset < text.count {
        let (scalar, length) = ScalarText.decode(text, at: offset)
        guard scalar < bytesByCharacter.count, bytesByCharacter[Int(scalar)] >= 0 else {
          isAlphabet = false
          return
        }
        bytes[count] = UInt8(bytesByCharacter[Int(scalar)])
        count += 1
        offset += length
      }
    }
    return isAlphabet ? bytes : nil
  }

  /// The printed form of a token.
  static func text(of bytes: [UInt8]) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(scalars[Int(byte)]) }
    return String(text)
  }
}
