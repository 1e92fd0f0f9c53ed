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
    guard let model = try text.member("model", of: text.whole), text.kind(model) == .object else {
      throw TokenizerError(.malformed("\"model\" is missing"), at: path)
    }
    func part(_ name: String) throws(TokenizerError) -> JSONNode? {
      guard let range = try text.member(name, of: text.whole) else { return nil }
      return try text.node(range)
    }
    let normalization = try components.normalization(part("normalizer"))
    let splitting = try components.splitting(part("pre_tokenizer"))
    let decoding = try components.decoding(part("decoder"))
    let template = try components.template(part("post_processor"))
    var added = try components.addedTokens(part("added_tokens"))
    let isByteLevel = splitting.contains {
      if case .byteLevel = $0 { true } else { false }
    }
    let reader = ModelReader(text: text, model: model, path: path)
    let result = try reader.read(isByteLevel: isByteLevel, added: &added)
    return TokenizerDefinition(
      tokens: result.tokens, model: result.model, addedTokens: added,
      normalization: normalization, splitting: splitting, template: template, decoding: decoding)
  }
}

/// Reads the `model` object of a `tokenizer.json`, which holds nearly all of its bytes.
private struct ModelReader {
  let text: JSONText
  let model: Range<Int>
  let path: String

  /// Reads tokens and rules; `isByteLevel`: whether tokens are printed in the byte alphabet; `added`
  /// gets the flags that depend on the model.
  func read(
    isByteLevel: Bool, added: inout [AddedToken]
  ) throws(TokenizerError) -> (tokens: [[UInt8]], model: TokenModel) {
    let options = try self.options()
    var type = try impliedType()
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
  private func impliedType() throws(TokenizerError) -> String {
    if let vocabulary = try text.member("vocab", of: model), text.kind(vocabulary) == .array {
      return "Unigram"
    }
    return try text.member("merges", of: model) == nil ? "without a type" : "BPE"
  }

  /// All members but the large ones.
  private func options() throws(TokenizerError) -> JSONNode {
    var members: [JSONNode.Member] = []
    try text.forEachMember(of: model) { name, value throws(TokenizerError) in
      let name = String(decoding: text.string(name), as: UTF8.self)
      guard name != "vocab", name != "merges" else { return }
      members.append(JSONNode.Member(name: name, value: try text.node(value)))
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
    let entries = try entries()
    mark(&added, entries)
    var vocabulary = try VocabularyReading(
      entries: entries, added: added, continuingPrefix: prefix, path: path)
    var rank = 0
    guard let merges = try text.member("merges", of: model) else {
      throw TokenizerError(.malformed("\"model.merges\" is missing"), at: path)
    }
    try text.forEachElement(of: merges) { element throws(TokenizerError) in
      rank += 1
      let place = "\(path): merge \(rank)"
      if let line = text.stringValue(element) {
        return try vocabulary.addMerge(line: line, at: place)
      }
      let pair = try text.node(element).elements?.compactMap(\.bytes) ?? []
      guard pair.count == 2 else {
        throw TokenizerError(.malformed("expected two tokens"), at: place)
      }
      try vocabulary.addMerge(pair[0], pair[1], at: place)
    }
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

  private func unigram(
    _ options: JSONNode, added: inout [AddedToken]
  ) throws(TokenizerError) -> (tokens: [[UInt8]], model: TokenModel) {
    try check(options, known: ["type", "unk_id", "byte_fallback"])
    var entries: [(text: [UInt8], id: Int)] = []
    var scores: [Double] = []
    guard let range = try text.member("vocab", of: model), text.kind(range) == .array else {
      throw TokenizerError(.malformed("\"model.vocab\" is not a list of pieces"), at: path)
    }
    try text.forEachElement(of: range) { element throws(TokenizerError) in
      var pair: [Range<Int>] = []
      if text.kind(element) == .array {
        try text.forEachElement(of: element) { value throws(TokenizerError) in pair.append(value) }
      }
      guard pair.count == 2, let piece = text.stringValue(pair[0]),
        let score = UnigramScore.value(of: text.bytes[pair[1]])
      else {
        throw TokenizerError(
          .malformed("piece \(entries.count) is not a text and a score"), at: path)
      }
      entries.append((piece, entries.count))
      scores.append(score)
    }
    mark(&added, entries)
    let vocabulary = try VocabularyReading(entries: entries, added: added, path: path)
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
    let entries = try entries()
    mark(&added, entries)
    let vocabulary = try VocabularyReading(entries: entries, added: added, path: path)
    guard
      let id = try unknown(options["unk_token"]?.bytes ?? Array("[UNK]".utf8), vocabulary, added)
    else { throw unsupported("WordPiece without unk_token") }
    let rules = WordPieceRules(
      unknownToken: id,
      continuingPrefix: options["continuing_subword_prefix"]?.bytes ?? Array("##".utf8),
      maximumCharacters: options["max_input_chars_per_word"]?.id.map(Int.init) ?? 100)
    return (vocabulary.tokens(isByteLevel: false, added: added), .wordPiece(rules))
  }

  private func entries() throws(TokenizerError) -> [(text: [UInt8], id: Int)] {
    var entries: [(text: [UInt8], id: Int)] = []
    guard let range = try text.member("vocab", of: model), text.kind(range) == .object else {
      throw TokenizerError(.malformed("\"model.vocab\" is missing"), at: path)
    }
    try text.forEachMember(of: range) { name, value throws(TokenizerError) in
      guard let id = text.numberValue(value).flatMap({ Int(exactly: $0) }), id >= 0, id < 1 << 31
      else {
        throw TokenizerError(
          .malformed(
            "\(String(decoding: text.bytes[value], as: UTF8.self)) is not a token id"), at: path)
      }
      entries.append((text.string(name), id))
    }
    return entries
  }

  /// Gives added tokens their ids as Hugging Face does: that of the model where it knows the text, else
  /// the next free one, whatever the file says.
  private func mark(_ added: inout [AddedToken], _ entries: [(text: [UInt8], id: Int)]) {
    let table = TokenTable(entries.map(\.text))
    var largest = -1
    for index in added.indices {
      if let place = table.id(of: added[index].text) {
        added[index].id = UInt32(entries[Int(place)].id)
        added[index].isModelToken = true
      } else {
        added[index].id = UInt32(max(entries.count, largest + 1))
      }
      largest = max(largest, Int(added[index].id))
    }
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
