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
  /// Whether the last unit of a word has another token than the same one inside.
  let marksEnds: Bool

  init(_ rules: BytePairRules, tokens: [[UInt8]], table: TokenTable) {
    units = rules.units
    unknown = rules.unknownToken
    fusesUnknown = rules.fusesUnknown
    marksEnds = !rules.endOfWordSuffix.isEmpty
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
      let alphabet = Self.alphabet(of: tokens)
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

  /// How far a word has been cut into units.
  struct Cursor {
    /// Bytes of the part of the word at hand.
    var offset = 0
    /// Whether a unit has been cut.
    fileprivate var isInside = false
    /// An unknown unit that waits for neighbours to become one with.
    fileprivate var pending = UnitTable.none
  }

  /// The scalars of all tokens, ascending.
  private static func alphabet(of tokens: [[UInt8]]) -> [UInt32] {
    var isUsed = [Bool](repeating: false, count: Int(ScalarText.illFormed))
    for token in tokens {
      token.withUnsafeBufferPointer { text in
        var offset = 0
        while offset < text.count {
          let (value, length) = ScalarText.decode(text, at: offset)
          if value < ScalarText.illFormed { isUsed[Int(value)] = true }
          offset += length
        }
      }
    }
    return isUsed.indices.filter { isUsed[$0] }.map(UInt32.init)
  }

  /// Appends the first tokens of a word.
  @inline(__always)
  func append(
    _ word: UnsafeBufferPointer<UInt8>, to symbols: inout ContiguousArray<UInt32>
  ) {
    var cursor = Cursor()
    append(word, from: &cursor, upTo: .max, to: &symbols)
  }

  /// Appends the first tokens of a word from a place on, until there are `count` in all, or a few
  /// more where one character has several.
  ///
  /// `ends`: whether the word ends with these bytes. Where ends are marked the last unit must be among
  /// them.
  func append(
    _ word: UnsafeBufferPointer<UInt8>, from cursor: inout Cursor, upTo count: Int,
    ends: Bool = true,
    to symbols: inout ContiguousArray<UInt32>
  ) {
    if units == .bytes, isUniform {
      let table = bytes[0]
      let end = cursor.offset + min(word.count - cursor.offset, max(count - symbols.count, 0))
      for offset in cursor.offset..<end { symbols.append(table[Int(word[offset])]) }
      cursor.offset = end
      return
    }
    while cursor.offset < word.count, symbols.count < count {
      let offset = cursor.offset
      let scalar =
        units == .bytes
        ? (value: UInt32(word[offset]), length: 1) : ScalarText.decode(word, at: offset)
      let end = offset + scalar.length
      let place = (cursor.isInside ? 1 : 0) | (ends && end == word.count ? 2 : 0)
      cursor.isInside = true
      let token = self.token(of: scalar.value, place)
      if token != Self.none {
        if cursor.pending != Self.none { symbols.append(cursor.pending) }
        cursor.pending = Self.none
        symbols.append(token)
      } else if let tokens = fallbackTokens(word[offset..<end]) {
        symbols.append(contentsOf: tokens)
      } else if let unknown {
        if cursor.pending != Self.none, !fusesUnknown { symbols.append(cursor.pending) }
        cursor.pending = unknown
      }
      cursor.offset = end
    }
    if ends, cursor.offset == word.count, cursor.pending != Self.none {
      symbols.append(cursor.pending)
      cursor.pending = Self.none
    }
  }

  /// Where the last unit of a part of a word begins; 0 when there is none.
  func lastUnit(of part: UnsafeBufferPointer<UInt8>) -> Int {
    guard !part.isEmpty else { return 0 }
    return units == .bytes ? part.count - 1 : ScalarText.start(before: part.count, in: part)
  }

  /// The token of a byte or of a scalar; bytes that are no scalar have none among characters.
  private func token(of unit: UInt32, _ place: Place) -> UInt32 {
    units == .bytes ? bytes[place][Int(unit)] : characters[place][unit] ?? Self.none
  }

  /// The tokens of the bytes of a unit; nil unless all have one.
  private func fallbackTokens(_ unit: UnsafeBufferPointer<UInt8>.SubSequence) -> [UInt32]? {
    guard !fallback.isEmpty else { return nil }
    let tokens = unit.map { fallback[Int($0)] }
    return tokens.contains(Self.none) ? nil : tokens
  }
}
