/// Which tokens ROUGE-L compares.
public enum RougeTokenization: String, Codable, Sendable, CaseIterable {
  /// Runs of `[a-z0-9]` after lower-casing, as in Google's `rouge_score` without its stemmer.
  case rouge
  /// Words of any script; each character is a token in scripts written without spaces.
  case unicode
  /// `rouge` where at least half of a text's letters and digits are `[A-Za-z0-9]`, else `unicode`.
  ///
  /// The original tokens delete every other letter, so a Russian or Chinese text scores 0 against
  /// its own copy: the filter would silently never fire.
  case automatic
}

/// Cuts text into the tokens that ROUGE-L compares, as lower-cased UTF-8.
public enum RougeTokenizer {
  /// Calls `body` with each token in order; tells the tokenization used, never `automatic`.
  ///
  /// The text is UTF-8; invalid bytes separate tokens.
  @discardableResult
  public static func forEachToken(
    of text: [UInt8], _ tokenization: RougeTokenization,
    _ body: (borrowing Span<UInt8>) -> Void
  ) -> RougeTokenization {
    let chosen = tokenization == .automatic ? choice(for: text) : tokenization
    var token: [UInt8] = []
    token.reserveCapacity(32)
    func finish() {
      guard !token.isEmpty else { return }
      body(token.span)
      token.removeAll(keepingCapacity: true)
    }
    if chosen == .rouge {
      forEachRougeByte(of: text) { byte in
        if let byte { token.append(byte) } else { finish() }
      }
    } else {
      UnicodeWords.forEachPiece(of: text) { piece in
        switch piece {
        case .separator: finish()
        case .letter(let lowered): token.append(contentsOf: lowered)
        case .whole(let character):
          finish()
          token.append(contentsOf: character)
          finish()
        }
      }
    }
    finish()
    return chosen
  }

  /// The tokens as strings: for inspection and tests.
  public static func tokens(of text: String, _ tokenization: RougeTokenization) -> [String] {
    var tokens: [String] = []
    forEachToken(of: Array(text.utf8), tokenization) { token in
      tokens.append(token.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
    }
    return tokens
  }

  /// Passes each byte of a token, and nil between tokens.
  private static func forEachRougeByte(of text: [UInt8], _ body: (UInt8?) -> Void) {
    var index = 0
    while index < text.count {
      let byte = text[index]
      switch byte {
      case 0x61...0x7A, 0x30...0x39: body(byte)
      case 0x41...0x5A: body(byte + 0x20)
      case 0..<0x80: body(nil)
      default:
        // Two letters beyond ASCII lower to an ASCII one: the Kelvin sign and the dotted capital I,
        // whose second scalar (a combining dot) separates.
        if matches(text, index, [0xE2, 0x84, 0xAA]) {
          body(0x6B)
          index += 2
        } else if matches(text, index, [0xC4, 0xB0]) {
          body(0x69)
          body(nil)
          index += 1
        } else {
          body(nil)
        }
      }
      index += 1
    }
  }

  private static func matches(_ text: [UInt8], _ index: Int, _ pattern: [UInt8]) -> Bool {
    text[index...].starts(with: pattern)
  }

  private static func choice(for text: [UInt8]) -> RougeTokenization {
    guard text.contains(where: { $0 >= 0x80 }) else { return .rouge }
    var plain = 0
    var other = 0
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      if scalar.isASCII {
        if scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value) { plain += 1 }
      } else if UnicodeWords.isWordCharacter(scalar) {
        other += 1
      }
    }
    return plain >= other ? .rouge : .unicode
  }
}
