internal import Text

/// What a word is cut into before its pairs merge: the token of each byte or of each character.
///
/// Where a vocabulary marks the inside or the end of words (`##`, `</w>`), a unit has another token
/// there. Follows `merge_word` of Hugging Face tokenizers, unknown units and all.
struct UnitTable: Sendable {
  /// Marks a unit without a token.
  static let none = UInt32.max

  /// Where a unit stands in its word, as an index of the tables: bit 0 = not first, bit 1 = last.
  private typealias Place = Int

  private let units: BytePairRules.Units
  /// Four tables of 256 bytes, by place; tables that do not differ are shared.
  private var bytes: [[UInt32]] = []
  /// Four tables of characters, by place.
  private var characters: [[UInt32: UInt32]] = []
  /// Tokens `<0x00>` to `<0xFF>`, `none` where one is missing.
  private var fallback: [UInt32] = []
  private let unknown: UInt32?
  private let fusesUnknown: Bool

  /// The bytes that have no token, ascending; empty for characters.
  let missingBytes: [UInt8]
  /// Whether every unit has a token of its own wherever it stands, so that a word may be cut.
  let isUniform: Bool

  init(_ rules: BytePairRules, tokens: [[UInt8]], table: TokenTable) {
    units = rules.units
    unknown = rules.unknownToken
    fusesUnknown = rules.fusesUnknown
    let isPlain = rules.endOfWordSuffix.isEmpty && rules.continuingPrefix.isEmpty
    func printed(_ unit: [UInt8], _ place: Place) -> [UInt8] {
      (place & 1 == 1 ? rules.continuingPrefix : []) + unit
        + (place & 2 == 2 ? rules.endOfWordSuffix : [])
    }
    switch rules.units {
    case .bytes:
      for place in 0..<4 {
        if isPlain, place > 0 {
          bytes.append(bytes[0])
          continue
        }
        bytes.append(
          (UInt8.min...UInt8.max).map { table.id(of: printed([$0], place)) ?? Self.none })
      }
      let tables = bytes
      missingBytes = (UInt8.min...UInt8.max).filter { byte in
        tables.contains { $0[Int(byte)] == Self.none }
      }
      isUniform = isPlain && missingBytes.isEmpty
    case .characters(let byteFallback):
      var alphabet: Set<UInt32> = []
      for token in tokens {
        for scalar in String(decoding: token, as: UTF8.self).unicodeScalars {
          alphabet.insert(scalar.value)
        }
      }
      for place in 0..<4 {
        if isPlain, place > 0 {
          characters.append(characters[0])
          continue
        }
        var known: [UInt32: UInt32] = [:]
        for value in alphabet {
          guard let scalar = Unicode.Scalar(value) else { continue }
          known[value] = table.id(of: printed(Array(String(scalar).utf8), place))
        }
        characters.append(known)
      }
      if byteFallback {
        fallback = (UInt8.min...UInt8.max).map { table.id(of: ByteTokens.name($0)) ?? Self.none }
      }
      missingBytes = []
      let fallsBack = byteFallback && !fallback.contains(Self.none)
      isUniform = isPlain && (fallsBack || (rules.unknownToken != nil && !rules.fusesUnknown))
    }
  }

  /// Appends the first tokens of a word.
  func append(
    _ word: UnsafeBufferPointer<UInt8>, to symbols: inout ContiguousArray<UInt32>
  ) {
    if units == .bytes, isUniform {
      let table = bytes[0]
      for byte in word { symbols.append(table[Int(byte)]) }
      return
    }
    guard let base = word.baseAddress else { return }
    var pending = Self.none
    var offset = 0
    while offset < word.count {
      let length = units == .bytes ? 1 : WellFormed.length(base, at: offset, end: word.count)
      let place = (offset == 0 ? 0 : 1) | (offset + length == word.count ? 2 : 0)
      let token = self.token(base + offset, length: max(length, 1), isWhole: length > 0, place)
      if token != Self.none {
        if pending != Self.none { symbols.append(pending) }
        pending = Self.none
        symbols.append(token)
      } else if let tokens = fallbackTokens(base + offset, count: max(length, 1)) {
        symbols.append(contentsOf: tokens)
      } else if let unknown {
        if pending != Self.none, !fusesUnknown { symbols.append(pending) }
        pending = unknown
      }
      offset += max(length, 1)
    }
    if pending != Self.none { symbols.append(pending) }
  }

  private func token(
    _ unit: UnsafePointer<UInt8>, length: Int, isWhole: Bool, _ place: Place
  ) -> UInt32 {
    if units == .bytes { return bytes[place][Int(unit[0])] }
    guard isWhole else { return Self.none }
    let scalar = DecodedScalar(at: 0, of: unit, end: length)
    return characters[place][scalar.value] ?? Self.none
  }

  /// The tokens of the bytes of a unit; nil unless all have one.
  private func fallbackTokens(_ unit: UnsafePointer<UInt8>, count: Int) -> [UInt32]? {
    guard !fallback.isEmpty else { return nil }
    let tokens = (0..<count).map { fallback[Int(unit[$0])] }
    return tokens.contains(Self.none) ? nil : tokens
  }
}

/// The printed names of bytes that stand for themselves in a vocabulary of characters.
enum ByteTokens {
  /// `<0x0A>` for a line feed.
  static func name(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return Array("<0x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)], UInt8(ascii: ">")]
  }

  /// The byte a token names; nil for any other token.
  static func byte(of token: [UInt8]) -> UInt8? {
    guard token.count == 6, token.starts(with: "<0x".utf8), token[5] == UInt8(ascii: ">")
    else { return nil }
    return UInt8(String(decoding: token[3..<5], as: UTF8.self), radix: 16)
  }
}

/// Well-formed UTF-8, scalar by scalar, in bytes that may not be.
enum WellFormed {
  /// Bytes of the scalar at an offset; 0 where no well-formed one starts.
  @inline(__always)
  static func length(_ bytes: UnsafePointer<UInt8>, at offset: Int, end: Int) -> Int {
    let lead = bytes[offset]
    if lead < 0x80 { return 1 }
    guard lead >= 0xC2, lead <= 0xF4 else { return 0 }
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard offset &+ length <= end else { return 0 }
    for index in 1..<length where bytes[offset &+ index] & 0xC0 != 0x80 { return 0 }
    switch lead {
    case 0xE0: return bytes[offset &+ 1] >= 0xA0 ? length : 0
    case 0xED: return bytes[offset &+ 1] < 0xA0 ? length : 0
    case 0xF0: return bytes[offset &+ 1] >= 0x90 ? length : 0
    case 0xF4: return bytes[offset &+ 1] < 0x90 ? length : 0
    default: return length
    }
  }
}
