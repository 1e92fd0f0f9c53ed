/// Text of documents made fit to be shown: whatever it holds, it is shown and does nothing.
enum SafeText {
  /// Text of one line for a terminal: white space becomes a space, what controls terminals or the
  /// direction of writing becomes U+FFFD.
  static func line(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var wasSpace = false
    for scalar in text.unicodeScalars {
      let isSpace = scalar.properties.isWhitespace
      if isSpace {
        if !wasSpace { result.append(" ") }
      } else {
        result.append(isControl(scalar) ? "\u{FFFD}" : scalar)
      }
      wasSpace = isSpace
    }
    return String(result)
  }

  /// Text for the content of an HTML element or a quoted attribute.
  static func html(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&#39;".unicodeScalars)
      case "\t", "\n": result.append(scalar)
      default: result.append(isControl(scalar) ? "\u{FFFD}" : scalar)
      }
    }
    return String(result)
  }

  /// Control characters, non-characters, and the marks that turn the direction of what follows.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFDD0...0xFDEF: true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }
}
