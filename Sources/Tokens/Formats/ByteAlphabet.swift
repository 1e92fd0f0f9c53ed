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

  private static let bytes: [Unicode.Scalar: UInt8] = .init(
    uniqueKeysWithValues: zip(scalars, UInt8.min...UInt8.max))

  /// The bytes a token's printed form stands for; nil when it holds another character.
  static func bytes(of text: some StringProtocol) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      guard let byte = bytes[scalar] else { return nil }
      result.append(byte)
    }
    return result
  }

  /// The printed form of a token.
  static func text(of bytes: [UInt8]) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(scalars[Int(byte)]) }
    return String(text)
  }
}
