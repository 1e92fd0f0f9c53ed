/// What cleaning steps ask about a scalar: bits of `ScalarBytes.textProperties`.
enum TextProperty {
  /// General category M of Unicode 9.0.
  static let mark: UInt8 = 1
  /// General category Mn of Unicode 8.0, what BERT's accent stripping removes.
  static let nonspacingMark: UInt8 = 2
  /// What BERT's cleaning removes: U+0000, U+FFFD, and categories Cc, Cf and Co of Unicode 8.0
  /// without tab, line feed and carriage return.
  static let control: UInt8 = 4
  /// Property White_Space.
  static let whiteSpace: UInt8 = 8
}

/// Removes the scalars of some properties and turns those of others to spaces.
struct ScalarCleaning: TextPass {
  /// Bits of `TextProperty`; removal goes before.
  let removed: UInt8
  let spaced: UInt8

  func apply(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool {
    let properties = ScalarBytes.textProperties.bytes
    let touchesASCII = (0..<0x80).contains { properties[$0] & (removed | spaced) != 0 }
    return TextEdit.mapScalars(of: text, into: &output, skippingASCII: !touchesASCII) { scalar in
      let found = properties[Int(scalar)]
      if found & removed != 0 { return nil }
      return found & spaced != 0 ? 0x20 : scalar
    }
  }
}

/// The cleaning that SentencePiece calls NMT.
struct NMTCleaning: TextPass {
  func apply(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool {
    TextEdit.mapScalars(of: text, into: &output, skippingASCII: false) { scalar in
      switch scalar {
      case 0x20...0x7E: scalar
      case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: nil
      case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD:
        0x20
      default: scalar
      }
    }
  }
}

extension TextEdit {
  /// Rewrites text scalar by scalar: each becomes another one, itself, or nothing.
  ///
  /// Ill-formed bytes come as values from `ScalarText.illFormed` on.
  @inline(__always)
  static func mapScalars(
    of text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8], skippingASCII: Bool,
    _ transform: (UInt32) -> UInt32?
  ) -> Bool {
    var edit = TextEdit(text)
    var offset = 0
    while offset < text.count {
      if skippingASCII {
        offset = ScalarText.skipASCII(text, from: offset)
        if offset == text.count { break }
      }
      let scalar = ScalarText.decode(text, at: offset)
      let mapped = transform(scalar.value)
      if mapped != scalar.value {
        edit.replace(offset..<offset &+ scalar.length, in: &output)
        if let mapped { ScalarText.append(mapped, to: &output) }
      }
      offset &+= scalar.length
    }
    return edit.finish(&output)
  }
}
