internal import Text

/// Reads a Hugging Face `tokenizer.json`.
///
/// Whatever in the file would lead to other ids here is refused by its name, as is every option that
/// is not known. Truncation and padding concern batches, not ids, and are not looked at.
enum TokenizerJSON {
  /// Reads a definition from the bytes of a file; `path` is for messages.
  static func read(_ bytes: [UInt8], path: String) throws(TokenizerError) -> TokenizerDefinition {
    let text = try JSONText(bytes, path: path)
    let components = TokenizerComponents(path: path)
    guard let model = text.value("model", in: text.fields), text.kind(model) == .object else {
      throw TokenizerError(.malformed("\"model\" is missing"), at: path)
    }
    func part(_ name: String) -> JSONNode? {
      text.value(name, in: text.fields).map { text.node($0) }
    }
    let normalization = try components.normalization(part("normalizer"))
    let splitting = try components.splitting(part("pre_tokenizer"))
    let decoding = try components.decoding(part("decoder"))
    let template = try components.template(part("post_processor"))
    var added = try components.addedTokens(part("added_tokens"))
    let isByteLevel = splitting.contains {
      if case .byteLevel = $0 { true } else { false }
    }
    let reader = ModelReader(text: text, fields: text.fields(of: model), path: path)
    let result = try reader.read(isByteLevel: isByteLevel, added: &added)
    return TokenizerDefinition(
      tokens: result.tokens, model: result.model, addedTokens: added,
      normalization: normalization, splitting: splitting, template: template, decoding: decoding)
  }
}

/// Reads the `model` object of a `tokenizer.json`, which holds nearly all of its bytes.
private struct ModelReader {
  let text: JSONText
  /// Members of the object.
  let fields: ContiguousArray<JSONField>
  let path: String

  /// Reads tokens and rules; `isByteLevel`: whether tokens are printed in the byte alphabet; `added`
  /// gets the flags that depend on the model.
  func read(
    isByteLevel: Bool, added: inout [AddedToken]
  ) throws(TokenizerError) -> (tokens: [[UInt8]], model: TokenModel) {
    let options = options
    var type = impliedType
    if let named = options["type"]?.text { type = named }
    switch type {
    case "BPE": return try bytePairs(options, isByteLevel: isByteLevel, added: &added)
    case "Unigram": return try unigram(options, added: &added)
    case "WordPiece": return try wordPiece(options, added: &added)
    default: throw unsupported("the model \(type)")
    }
  }

  /// The type of a model that does not name it, as old files do not: pieces with scores are those of
  /// Unigram, merges those of BPE.
  private var impliedType: String {
    if let vocabulary = text.value("vocab", in: fields), text.kind(vocabulary) == .array {
      return "Unigram"
    }
    return text.value("merges", in: fields) == nil ? "without a type" : "BPE"
  }

  /// All members but the large ones.
  private var options: JSONNode {
    var members: [JSONNode.Member] = []
    for field in fields {
      let name = String(decoding: text.string(field.name), as: UTF8.self)
      guard name != "vocab", name != "merges" else { continue }
      members.append(JSONNode.Member(name: name, value: text.node(field.value)))
    }
    return .object(members)
  }

  private func bytePairs(
    _ options: JSONNode, isByteLevel: Bool, added: inout [AddedToken]
  ) throws(TokenizerError) -> (tokens: [[UInt8]], model: TokenModel) {
    try check(
      options,
      known: [
        "type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix",
        "fuse_unk", "byte_fallback", "ignore_merges",
      ])
    if let dropout = options["dropout"]?.number, dropout != 0 { throw unsupported("BPE dropout") }
    let prefix = options["continuing_subword_prefix"]?.bytes ?? []
    var vocabulary = try VocabularyReading(
      try entries(), added: &added, continuingPrefix: prefix, path: path)
    guard let merges = text.value("merges", in: fields) else {
      throw TokenizerError(.malformed("\"model.merges\" is missing"), at: path)
    }
    try addMerges(merges, to: &vocabulary)
    let rules = BytePairRules(
      merges: vocabulary.merges,
      units: isByteLevel
        ? .bytes : .characters(byteFallback: options["byte_fallback"]?.isTrue ?? false),
      unknownToken: try unknown(options["unk_token"]?.bytes, vocabulary, added),
      fusesUnknown: options["fuse_unk"]?.isTrue ?? false,
      takesWholeWords: options["ignore_merges"]?.isTrue ?? false,
      endOfWordSuffix: options["end_of_word_suffix"]?.bytes ?? [], continuingPrefix: prefix)
    if isByteLevel, options["byte_fallback"]?.isTrue == true {
      throw unsupported("byte_fallback with a byte-level pre-tokenizer")
    }
    return (vocabulary.tokens(isByteLevel: isByteLevel, added: added), .bytePairs(rules))
  }

  /// Adds merges, each of which is a line or a list of two tokens.
  private func addMerges(
    _ merges: Range<Int>, to vocabulary: inout VocabularyReading
  ) throws(TokenizerError) {
    var line: [UInt8] = []
    for (index, element) in text.elements(of: merges).enumerated() {
      if text.kind(element) == .string {
        line.removeAll(keepingCapacity: true)
        text.appendString(element.lowerBound + 1..<element.upperBound - 1, to: &line)
        try line.withUnsafeBufferPointer { line throws(TokenizerError) in
          try vocabulary.addMerge(line: line, at: "\(path): merge \(index + 1)")
        }
        continue
      }
      let pair = text.elements(of: element).compactMap { text.stringValue($0) }
      guard pair.count == 2 else {
        throw TokenizerError(
          .malformed("expected two tokens"), at: "\(path): merge \(index + 1)")
      }
      try pair[0].withUnsafeBufferPointer { left throws(TokenizerError) in
        try pair[1].withUnsafeBufferPointer { right throws(TokenizerError) in
          try vocabulary.addMerge(left, right, at: "\(path): merge \(index + 1)")
        }
      }
    }
  }

  private func unigram(
    _ options: JSONNode, added: inout [AddedToken]
  ) throws(TokenizerError) -> (tokens: [[UInt8]], model: TokenModel) {
    try check(options, known: ["type", "unk_id", "byte_fallback"])
    guard let range = text.value("vocab", in: fields), text.kind(range) == .array else {
      throw TokenizerError(.malformed("\"model.vocab\" is not a list of pieces"), at: path)
    }
    let elements = text.elements(of: range)
    var entries = VocabularyEntries(capacity: elements.count, bytes: range.count / 2)
    var scores: [Double] = []
    for element in elements {
      let pair = text.elements(of: element)
      guard pair.count == 2, let piece = text.stringValue(pair[0]),
        let score = UnigramScore.value(of: text.bytes[pair[1]])
      else {
        throw TokenizerError(
          .malformed("piece \(entries.count) is not a text and a score"), at: path)
      }
      entries.append(id: UInt32(entries.count)) { $0.append(contentsOf: piece) }
      scores.append(score)
    }
    let vocabulary = try VocabularyReading(entries, added: &added, path: path)
    let rules = UnigramRules(
      scores: scores, unknownToken: options["unk_id"]?.id,
      byteFallback: options["byte_fallback"]?.isTrue ?? false)
    return (vocabulary.tokens(isByteLevel: false, added: added), .unigram(rules))
  }

  private func wordPiece(
    _ options: JSONNode, added: inout [AddedToken]
  ) throws(TokenizerError) -> (tokens: [[UInt8]], model: TokenModel) {
    try check(
      options,
      known: ["type", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word"])
    let vocabulary = try VocabularyReading(try entries(), added: &added, path: path)
    guard
      let id = try unknown(options["unk_token"]?.bytes ?? Array("[UNK]".utf8), vocabulary, added)
    else { throw unsupported("WordPiece without unk_token") }
    let rules = WordPieceRules(
      unknownToken: id,
      continuingPrefix: options["continuing_subword_prefix"]?.bytes ?? Array("##".utf8),
      maximumCharacters: options["max_input_chars_per_word"]?.id.map(Int.init) ?? 100)
    return (vocabulary.tokens(isByteLevel: false, added: added), .wordPiece(rules))
  }

  private func entries() throws(TokenizerError) -> VocabularyEntries {
    guard let range = text.value("vocab", in: fields), text.kind(range) == .object else {
      throw TokenizerError(.malformed("\"model.vocab\" is missing"), at: path)
    }
    let fields = text.fields(of: range)
    var entries = VocabularyEntries(capacity: fields.count, bytes: range.count / 2)
    for field in fields {
      guard let id = text.tokenID(field.value) else {
        throw TokenizerError(
          .malformed(
            "\(String(decoding: text.bytes[field.value], as: UTF8.self)) is not a token id"),
          at: path)
      }
      entries.append(id: UInt32(id)) { text.appendString(field.name, to: &$0) }
    }
    return entries
  }

  private func unknown(
    _ name: [UInt8]?, _ vocabulary: VocabularyReading, _ added: [AddedToken]
  ) throws(TokenizerError) -> UInt32? {
    guard let name, !name.isEmpty else { return nil }
    if let id = vocabulary.id(of: name) { return id }
    throw unsupported(
      "the unk_token \"\(String(decoding: name, as: UTF8.self))\", which its "
        + "vocabulary lacks")
  }

  private func check(_ options: JSONNode, known: Set<String>) throws(TokenizerError) {
    if let name = options.names.first(where: { !known.contains($0) }) {
      throw unsupported("the model option \(name)")
    }
  }

  private func unsupported(_ what: String) -> TokenizerError {
    TokenizerError(.unsupported(what), at: path)
  }
}
