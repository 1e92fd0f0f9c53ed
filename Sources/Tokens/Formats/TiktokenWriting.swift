extension TokenizerDefinition {
  /// A byte-level BPE as a `.tiktoken` file: per token the base64 of its bytes, a space and its id.
  ///
  /// The file holds neither the split pattern nor the added tokens; `tiktoken.Encoding` is given them
  /// beside it. tiktoken joins any two neighbours whose bytes together are a token, the lowest id
  /// first, so that ids are tokens in the order of their merges, as a trained vocabulary has them.
  /// - Throws: `TokenizerError` for a tokenizer of another kind, or with merges in another order.
  public func tiktoken() throws(TokenizerError) -> [UInt8] {
    guard case .bytePairs(let rules) = model, rules.units == .bytes, normalization.isEmpty else {
      throw TokenizerError(.unsupported("a tiktoken file of more than a byte-level BPE"))
    }
    var last: UInt32 = 0
    for merge in rules.merges {
      guard merge.merged >= last else {
        throw TokenizerError(
          .unsupported("a tiktoken file of a vocabulary whose ids are not in the order of merges"))
      }
      last = merge.merged
    }
    let added = Set(addedTokens.map(\.id))
    var bytes: [UInt8] = []
    for (id, token) in tokens.enumerated() where !added.contains(UInt32(id)) && !token.isEmpty {
      bytes += Base64.encode(token)
      bytes += Array(" \(id)\n".utf8)
    }
    return bytes
  }
}
