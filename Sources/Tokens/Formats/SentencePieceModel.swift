/// A SentencePiece model file (`.model`): `ModelProto` of sentencepiece_model.proto.
///
/// Byte-pair and unigram models are read; word and character models are refused by name. Source of the
/// meaning of each field: the descriptions in that file, checked against the ids of the library.
enum SentencePieceModel {
  /// Values of `SentencePiece.Type`.
  private enum Kind: Int {
    case normal = 1
    case unknown, control, userDefined, unused, byte
  }

  private struct Piece {
    var text: [UInt8] = []
    var score: Float = 0
    var kind = Kind.normal
  }

  private struct Settings {
    var modelType = 1
    /// What the unknown piece is decoded to.
    var unknownSurface = Array(" \u{2047} ".utf8)
    var takesSpaceAsSuffix = false
    var byteFallback = false
    var charsmap: [UInt8] = []
    var addsDummyPrefix = true
    var removesExtraSpaces = true
    var escapesSpaces = true
    /// Ids of the pieces that begin and end a text.
    var beginning = 1
    var ending = 2
  }

  /// Reads a definition from the bytes of a file; `path` is for messages.
  static func read(_ bytes: [UInt8], path: String) throws(TokenizerError) -> TokenizerDefinition {
    var pieces: [Piece] = []
    var settings = Settings()
    var reader = ProtobufReader(bytes[...], path: path)
    while let field = try reader.next() {
      guard case .bytes(let body) = field.value else { continue }
      switch field.number {
      case 1: pieces.append(try piece(body, path))
      case 2: try readTrainer(body, into: &settings, path)
      case 3: try readNormalizer(body, into: &settings, path)
      default: break
      }
    }
    guard !pieces.isEmpty else {
      throw TokenizerError(.malformed("a SentencePiece model without pieces"), at: path)
    }
    guard settings.escapesSpaces else {
      throw TokenizerError(.unsupported("escape_whitespaces: false"), at: path)
    }
    guard !settings.takesSpaceAsSuffix else {
      throw TokenizerError(.unsupported("treat_whitespace_as_suffix"), at: path)
    }
    let unknown = pieces.firstIndex { $0.kind == .unknown }.map { UInt32($0) }
    let model: TokenModel
    switch settings.modelType {
    case 1:
      model = .unigram(try unigram(pieces, unknown, settings.byteFallback, path))
    case 2:
      model = .bytePairs(
        BytePairRules(
          merges: try merges(of: pieces, path),
          units: .characters(byteFallback: settings.byteFallback), unknownToken: unknown,
          fusesUnknown: true))
    default:
      throw TokenizerError(
        .unsupported("the model type \(settings.modelType == 3 ? "word" : "char")"), at: path)
    }
    let rules = SentencePieceSpaces(
      addsDummyPrefix: settings.addsDummyPrefix, removesExtraSpaces: settings.removesExtraSpaces,
      userDefined: pieces.filter { $0.kind == .userDefined }.map(\.text))
    return TokenizerDefinition(
      tokens: pieces.map(\.text), model: model, addedTokens: addedTokens(pieces),
      normalization: [.sentencePiece(charsmap: settings.charsmap, rules)], splitting: [],
      template: template(settings, pieces),
      decoding: unspelled(pieces) + [
        .replace(unknown.map { pieces[Int($0)].text } ?? [], with: settings.unknownSurface),
        .replace(Array("▁".utf8), with: [UInt8(ascii: " ")]), .byteFallback, .fuse,
        .strip(
          [UInt8(ascii: " ")],
          start: settings.addsDummyPrefix || settings.removesExtraSpaces ? 1 : 0,
          stop: 0),
      ])
  }

  /// What the library prints for pieces that stand for no text: nothing for those of structure, a
  /// double question mark for the unknown.
  private static func unspelled(_ pieces: [Piece]) -> [DecodingStep] {
    pieces.compactMap { piece in
      switch piece.kind {
      case .control: .replace(piece.text, with: [])
      case .unknown: .replace(piece.text, with: Array(" \u{2047} ".utf8))
      case .normal, .userDefined, .unused, .byte: nil
      }
    }
  }

  private static func piece(
    _ bytes: ArraySlice<UInt8>, _ path: String
  ) throws(TokenizerError) -> Piece {
    var piece = Piece()
    var reader = ProtobufReader(bytes, path: path)
    while let field = try reader.next() {
      switch field.number {
      case 1: piece.text = field.value.bytes ?? []
      case 2: piece.score = field.value.float ?? 0
      case 3:
        guard let kind = field.value.int.flatMap(Kind.init(rawValue:)) else {
          throw TokenizerError(.unsupported("a piece of unknown type"), at: path)
        }
        piece.kind = kind
      default: break
      }
    }
    return piece
  }

  private static func readTrainer(
    _ bytes: ArraySlice<UInt8>, into settings: inout Settings, _ path: String
  ) throws(TokenizerError) {
    var reader = ProtobufReader(bytes, path: path)
    while let field = try reader.next() {
      switch field.number {
      case 3: settings.modelType = field.value.int ?? 1
      case 24: settings.takesSpaceAsSuffix = field.value.bool ?? false
      case 35: settings.byteFallback = field.value.bool ?? false
      case 41: settings.beginning = field.value.int ?? 1
      case 42: settings.ending = field.value.int ?? 2
      case 44: settings.unknownSurface = field.value.bytes ?? settings.unknownSurface
      default: break
      }
    }
  }

  private static func readNormalizer(
    _ bytes: ArraySlice<UInt8>, into settings: inout Settings, _ path: String
  ) throws(TokenizerError) {
    var reader = ProtobufReader(bytes, path: path)
    while let field = try reader.next() {
      switch field.number {
      case 2: settings.charsmap = field.value.bytes ?? []
      case 3: settings.addsDummyPrefix = field.value.bool ?? true
      case 4: settings.removesExtraSpaces = field.value.bool ?? true
      case 5: settings.escapesSpaces = field.value.bool ?? true
      default: break
      }
    }
  }

  /// Every way to make a piece of two others; the better the score, the earlier it merges.
  private static func merges(of pieces: [Piece], _ path: String) throws(TokenizerError)
    -> [TokenMerge]
  {
    guard !pieces.contains(where: { $0.kind == .unused }) else {
      throw TokenizerError(.unsupported("unused pieces in a byte-pair model"), at: path)
    }
    let table = TokenTable(pieces.map { $0.kind == .normal ? $0.text : [] })
    let scores = Set(pieces.lazy.filter { $0.kind == .normal }.map(\.score)).sorted(by: >)
    let ranks = Dictionary(uniqueKeysWithValues: zip(scores, UInt32(0)...))
    var merges: [TokenMerge] = []
    for (id, piece) in pieces.enumerated() where piece.kind == .normal {
      try piece.text.withUnsafeBufferPointer { bytes throws(TokenizerError) in
        var cut = 0
        while cut < bytes.count {
          let length = ScalarText.decode(bytes, at: cut).length
          let unit = UnsafeBufferPointer(rebasing: bytes[cut..<cut + length])
          guard table.id(of: unit) != nil else {
            throw TokenizerError(
              .unsupported(
                "the piece \(id), \"\(String(decoding: piece.text, as: UTF8.self))\", with a character "
                  + "that is no piece"), at: path)
          }
          if cut > 0, let left = table.id(of: UnsafeBufferPointer(rebasing: bytes[..<cut])),
            let right = table.id(of: UnsafeBufferPointer(rebasing: bytes[cut...])),
            let rank = ranks[piece.score]
          {
            merges.append(
              TokenMerge(left: left, right: right, merged: UInt32(id), rank: rank))
          }
          cut += length
        }
      }
    }
    return merges
  }

  private static func unigram(
    _ pieces: [Piece], _ unknown: UInt32?, _ byteFallback: Bool, _ path: String
  ) throws(TokenizerError) -> UnigramRules {
    // Pieces that text never spells must not be found in it.
    UnigramRules(
      scores: pieces.map { $0.kind == .normal ? Double($0.score) : -.infinity },
      unknownToken: unknown, byteFallback: byteFallback, precision: .single)
  }

  private static func addedTokens(_ pieces: [Piece]) -> [AddedToken] {
    var added: [AddedToken] = []
    for (id, piece) in pieces.enumerated() {
      switch piece.kind {
      case .control, .unknown:
        added.append(AddedToken(text: piece.text, id: UInt32(id), isSpecial: true))
      case .userDefined:
        var token = AddedToken(text: piece.text, id: UInt32(id), isSpecial: false)
        token.isNormalized = true
        added.append(token)
      case .normal, .unused, .byte: break
      }
    }
    return added
  }

  private static func template(_ settings: Settings, _ pieces: [Piece]) -> TokenTemplate {
    TokenTemplate(
      beginning: pieces.indices.contains(settings.beginning) ? [UInt32(settings.beginning)] : [])
  }
}
