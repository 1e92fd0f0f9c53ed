/// Translates the small parts of a `tokenizer.json`: normalizer, pre-tokenizer, decoder,
/// post-processor and added tokens.
///
/// A type or an option that is not known is refused by its name.
struct TokenizerComponents {
  let path: String

  // MARK: Normalizer

  func normalization(_ node: JSONNode?) throws(TokenizerError) -> [NormalizationStep] {
    guard let node else { return [] }
    let type = try self.type(of: node, "normalizer")
    func allow(_ options: String...) throws(TokenizerError) {
      try check(node, options, "normalizer \(type)")
    }
    switch type {
    case "Sequence":
      try allow("normalizers")
      var steps: [NormalizationStep] = []
      for inner in node["normalizers"]?.elements ?? [] { steps += try normalization(inner) }
      return steps
    case "NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt":
      try allow()
      let steps: [String: NormalizationStep] = [
        "NFC": .nfc, "NFD": .nfd, "NFKC": .nfkc, "NFKD": .nfkd, "Lowercase": .lowercase,
        "StripAccents": .stripAccents, "Nmt": .nmt,
      ]
      return steps[type].map { [$0] } ?? []
    case "Strip":
      try allow("strip_left", "strip_right")
      return [
        .strip(
          left: node["strip_left"]?.isTrue ?? true, right: node["strip_right"]?.isTrue ?? true)
      ]
    case "Prepend":
      try allow("prepend")
      return [.prepend(node["prepend"]?.bytes ?? [])]
    case "Replace":
      try allow("pattern", "content")
      return [.replace(try pattern(node["pattern"], type), with: node["content"]?.bytes ?? [])]
    case "Precompiled":
      try allow("precompiled_charsmap")
      guard let text = node["precompiled_charsmap"]?.bytes, let map = Base64.decode(text) else {
        throw malformed("the charsmap of the normalizer Precompiled is not base64")
      }
      return [.precompiled(map)]
    case "BertNormalizer":
      try allow("clean_text", "handle_chinese_chars", "strip_accents", "lowercase")
      return [
        .bert(
          cleansText: node["clean_text"]?.isTrue ?? true,
          spacesChineseCharacters: node["handle_chinese_chars"]?.isTrue ?? true,
          stripsAccents: node["strip_accents"]?.isTrue,
          lowercases: node["lowercase"]?.isTrue ?? true)
      ]
    default: throw unsupported("the normalizer \(type)")
    }
  }

  // MARK: Pre-tokenizer

  func splitting(_ node: JSONNode?) throws(TokenizerError) -> [SplitStep] {
    guard let node else { return [] }
    let type = try self.type(of: node, "pre-tokenizer")
    func allow(_ options: String...) throws(TokenizerError) {
      try check(node, options, "pre-tokenizer \(type)")
    }
    switch type {
    case "Sequence":
      try allow("pretokenizers")
      var steps: [SplitStep] = []
      for inner in node["pretokenizers"]?.elements ?? [] { steps += try splitting(inner) }
      return steps
    case "ByteLevel":
      try allow("add_prefix_space", "trim_offsets", "use_regex")
      return [
        .byteLevel(
          addsPrefixSpace: node["add_prefix_space"]?.isTrue ?? true,
          splits: node["use_regex"]?.isTrue ?? true)
      ]
    case "Split":
      try allow("pattern", "behavior", "invert")
      return [
        .split(
          try pattern(node["pattern"], type), try behavior(node["behavior"], type),
          isInverted: node["invert"]?.isTrue ?? false)
      ]
    case "Digits":
      try allow("individual_digits")
      return [.digits(individually: node["individual_digits"]?.isTrue ?? false)]
    case "Punctuation":
      try allow("behavior")
      return [
        .punctuation(node["behavior"] == nil ? .isolated : try behavior(node["behavior"], type))
      ]
    case "Whitespace":
      try allow()
      return [.whitespace]
    case "WhitespaceSplit":
      try allow()
      return [.whitespaceSplit]
    case "BertPreTokenizer":
      try allow()
      return [.bert]
    case "CharDelimiterSplit":
      try allow("delimiter")
      return [.characterDelimiter(node["delimiter"]?.bytes ?? [])]
    case "Metaspace":
      try allow("replacement", "str_rep", "add_prefix_space", "prepend_scheme", "split")
      return [
        .metaspace(
          replacement: node["replacement"]?.bytes ?? Array("▁".utf8),
          prepend: try prepend(node, type), splits: node["split"]?.isTrue ?? true)
      ]
    default: throw unsupported("the pre-tokenizer \(type)")
    }
  }

  private func prepend(_ node: JSONNode, _ type: String) throws(TokenizerError) -> MetaspacePrepend
  {
    if node["add_prefix_space"]?.isTrue == false { return .never }
    guard let scheme = node["prepend_scheme"]?.text else { return .always }
    guard let known = MetaspacePrepend(rawValue: scheme) else {
      throw unsupported("the prepend_scheme \(scheme) of \(type)")
    }
    return known
  }

  private func pattern(_ node: JSONNode?, _ type: String) throws(TokenizerError) -> TextPattern {
    if let text = node?.bytes ?? node?["String"]?.bytes { return .literal(text) }
    if let expression = node?["Regex"]?.text { return .expression(expression) }
    throw malformed("\(type) has no pattern")
  }

  private func behavior(_ node: JSONNode?, _ type: String) throws(TokenizerError) -> SplitBehavior {
    let names: [String: SplitBehavior] = [
      "removed": .removed, "isolated": .isolated, "mergedwithprevious": .mergedWithPrevious,
      "mergedwithnext": .mergedWithNext, "contiguous": .contiguous,
    ]
    guard let text = node?.text else { throw malformed("\(type) has no behavior") }
    let plain = text.lowercased().filter { $0 != "_" }
    guard let known = names[plain] else {
      throw unsupported("the behavior \(text) of \(type)")
    }
    return known
  }

  // MARK: Decoder

  func decoding(_ node: JSONNode?) throws(TokenizerError) -> [DecodingStep] {
    guard let node else { return [.spaces] }
    let type = try self.type(of: node, "decoder")
    switch type {
    case "Sequence":
      var steps: [DecodingStep] = []
      for inner in node["decoders"]?.elements ?? [] { steps += try decoding(inner) }
      return steps
    case "ByteLevel": return [.bytes]
    case "ByteFallback": return [.byteFallback]
    case "Fuse": return [.fuse]
    case "Replace":
      guard case .literal(let text) = try pattern(node["pattern"], type) else {
        throw unsupported("the decoder Replace with a regular expression")
      }
      return [.replace(text, with: node["content"]?.bytes ?? [])]
    case "Strip":
      return [
        .strip(
          node["content"]?.bytes ?? [], start: node["start"]?.id.map(Int.init) ?? 0,
          stop: node["stop"]?.id.map(Int.init) ?? 0)
      ]
    case "Metaspace":
      return [
        .metaspace(
          node["replacement"]?.bytes ?? Array("▁".utf8),
          dropsFirst: try prepend(node, type) != .never)
      ]
    case "WordPiece":
      return [
        .wordPiece(
          prefix: node["prefix"]?.bytes ?? Array("##".utf8),
          cleansUp: node["cleanup"]?.isTrue ?? true)
      ]
    case "BPEDecoder": return [.wordSuffix(node["suffix"]?.bytes ?? Array("</w>".utf8))]
    default: throw unsupported("the decoder \(type)")
    }
  }

  // MARK: Post-processor

  func template(_ node: JSONNode?) throws(TokenizerError) -> TokenTemplate {
    guard let node else { return TokenTemplate() }
    let type = try self.type(of: node, "post-processor")
    switch type {
    case "ByteLevel": return TokenTemplate()
    case "Sequence":
      var template = TokenTemplate()
      for inner in node["processors"]?.elements ?? [] {
        let next = try self.template(inner)
        template.beginning = next.beginning + template.beginning
        template.ending += next.ending
      }
      return template
    case "TemplateProcessing": return try templateProcessing(node)
    case "BertProcessing", "RobertaProcessing":
      guard let start = node["cls"]?.elements?.last?.id, let end = node["sep"]?.elements?.last?.id
      else { throw malformed("\(type) lacks \"cls\" or \"sep\"") }
      return TokenTemplate(beginning: [start], ending: [end])
    default: throw unsupported("the post-processor \(type)")
    }
  }

  private func templateProcessing(_ node: JSONNode) throws(TokenizerError) -> TokenTemplate {
    var template = TokenTemplate()
    var isBehind = false
    for piece in node["single"]?.elements ?? [] {
      if let token = piece["SpecialToken"]?["id"]?.text {
        guard let ids = node["special_tokens"]?[token]?["ids"]?.elements?.compactMap(\.id) else {
          throw malformed("the template names the token \(token) without its ids")
        }
        if isBehind { template.ending += ids } else { template.beginning += ids }
      } else if piece["Sequence"] != nil {
        guard !isBehind else { throw unsupported("a template with the text twice") }
        isBehind = true
      }
    }
    return template
  }

  // MARK: Added tokens

  func addedTokens(_ node: JSONNode?) throws(TokenizerError) -> [AddedToken] {
    var tokens: [AddedToken] = []
    for element in node?.elements ?? [] {
      try check(
        element,
        ["id", "content", "single_word", "lstrip", "rstrip", "normalized", "special"],
        "added token", hasType: false)
      guard let text = element["content"]?.bytes, let id = element["id"]?.id, id < 1 << 31 else {
        throw malformed("an added token lacks its content or a usable id")
      }
      var token = AddedToken(text: text, id: id, isSpecial: element["special"]?.isTrue ?? false)
      token.isSingleWord = element["single_word"]?.isTrue ?? false
      token.stripsLeft = element["lstrip"]?.isTrue ?? false
      token.stripsRight = element["rstrip"]?.isTrue ?? false
      token.isNormalized = element["normalized"]?.isTrue ?? !token.isSpecial
      // A file may list a token twice: the later counts, in its place.
      tokens.removeAll { $0.text == text }
      tokens.append(token)
    }
    return tokens
  }

  // MARK: Checks

  private func type(of node: JSONNode, _ part: String) throws(TokenizerError) -> String {
    guard let type = node["type"]?.text else { throw malformed("the \(part) has no type") }
    return type
  }

  private func check(
    _ node: JSONNode, _ options: [String], _ part: String, hasType: Bool = true
  ) throws(TokenizerError) {
    let known = options + (hasType ? ["type"] : [])
    if let name = node.names.first(where: { !known.contains($0) }) {
      throw unsupported("the option \(name) of the \(part)")
    }
  }

  private func unsupported(_ what: String) -> TokenizerError {
    TokenizerError(.unsupported(what), at: path)
  }

  private func malformed(_ what: String) -> TokenizerError {
    TokenizerError(.malformed(what), at: path)
  }
}
