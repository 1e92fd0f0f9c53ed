internal import FoundationEssentials

extension TokenizerJSON {
  /// Reads a `tokenizer.json` from its bytes; `path` is for messages.
  static func read(_ bytes: [UInt8], path: String) throws(TokenizerError) -> BPEVocabulary {
    let data = Data(bytes)
    let kind: Kind = try decode(data, path: path)
    if let part = kind.unsupportedPart { throw TokenizerError(.unsupported(part), at: path) }
    let file: TokenizerJSON = try decode(data, path: path)
    if let part = file.model.unsupportedPart { throw TokenizerError(.unsupported(part), at: path) }
    var added: [BPEVocabulary.AddedToken] = []
    for token in file.addedTokens ?? [] {
      if let part = token.unsupportedPart { throw TokenizerError(.unsupported(part), at: path) }
      guard let id = UInt32(exactly: token.id) else {
        throw TokenizerError(.malformed("\(token.id) is not a token id"), at: path)
      }
      added.append(
        BPEVocabulary.AddedToken(
          text: Array(token.content.utf8), id: id, isSpecial: token.special ?? false))
    }
    var builder = try VocabularyBuilder(printedTokens: file.model.vocab, added: added, path: path)
    for (index, merge) in file.model.merges.enumerated() {
      let place = "\(path): merge \(index + 1)"
      switch merge {
      case .tokens(let left, let right): try builder.addMerge(left, right, at: place)
      case .line(let line):
        let parts = line.utf8.split(separator: 32, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
          throw TokenizerError(.malformed("expected two tokens with a space between"), at: place)
        }
        try builder.addMerge(Substring(parts[0]), Substring(parts[1]), at: place)
      }
    }
    return builder.finished()
  }

  private static func decode<Value: Decodable>(
    _ data: Data, path: String
  ) throws(TokenizerError) -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: data)
    } catch let error as DecodingError {
      throw TokenizerError(.malformed(describe(error)), at: path)
    } catch {
      throw TokenizerError(.malformed("not JSON"), at: path)
    }
  }

  private static func describe(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context): "\"\(key.stringValue)\" is missing" + at(context)
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "unexpected type" + at(context)
    case .dataCorrupted(let context): "invalid JSON" + at(context)
    @unknown default: "not JSON"
    }
  }

  private static func at(_ context: DecodingError.Context) -> String {
    let keys = context.codingPath.map(\.stringValue).joined(separator: ".")
    return keys.isEmpty ? "" : " at \(keys)"
  }
}
