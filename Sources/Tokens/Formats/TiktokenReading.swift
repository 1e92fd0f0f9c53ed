/// A `.tiktoken` file: one token a line, base64 of its bytes, a space, its rank, which is its id.
///
/// The file says neither how text is split nor which special tokens there are; both go by the name
/// of the split pattern.
enum Tiktoken {
  /// Special tokens of the published encodings, by split pattern and number of ranks.
  private static let published: [(pattern: SplitPattern, ranks: Int, special: [(String, UInt32)])] =
    [
      (
        .cl100k, 100_256,
        [
          ("<|endoftext|>", 100_257), ("<|fim_prefix|>", 100_258), ("<|fim_middle|>", 100_259),
          ("<|fim_suffix|>", 100_260), ("<|endofprompt|>", 100_276),
        ]
      ),
      (.o200k, 199_998, [("<|endoftext|>", 199_999), ("<|endofprompt|>", 200_018)]),
      (.gpt2, 50_280, [("<|endoftext|>", 50_256)]),
    ]

  /// Reads the ranks of a file.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - pattern: how text is split.
  ///   - path: for messages.
  /// - Returns: a byte-level tokenizer with the special tokens of the published encoding.
  /// - Throws: `TokenizerError` naming the line that is no token and rank.
  static func read(
    _ bytes: [UInt8], pattern: SplitPattern, path: String
  ) throws(TokenizerError) -> TokenizerDefinition {
    let entries = try entries(of: bytes, path: path)
    let largest = entries.lazy.map(\.rank).max() ?? -1
    guard largest < entries.count * 2 + 4096 else {
      throw TokenizerError(.malformed("rank \(largest) with \(entries.count) tokens"), at: path)
    }
    var tokens = [[UInt8]](repeating: [], count: largest + 1)
    for (token, rank) in entries {
      guard tokens[rank].isEmpty else {
        throw TokenizerError(.malformed("two tokens have the rank \(rank)"), at: path)
      }
      tokens[rank] = token
    }
    let merges = merges(of: tokens)
    var added: [AddedToken] = []
    let known = published.first { $0.pattern == pattern && $0.ranks == entries.count }
    for (text, id) in known?.special ?? [("<|endoftext|>", UInt32(tokens.count))] {
      while tokens.count <= Int(id) { tokens.append([]) }
      tokens[Int(id)] = Array(text.utf8)
      added.append(AddedToken(text: Array(text.utf8), id: id))
    }
    return TokenizerDefinition(
      tokens: tokens, model: .bytePairs(BytePairRules(merges: merges, takesWholeWords: true)),
      addedTokens: added, splitting: pattern.steps)
  }

  private static func entries(
    of bytes: [UInt8], path: String
  ) throws(TokenizerError) -> [(token: [UInt8], rank: Int)] {
    try bytes.withUnsafeBufferPointer { bytes throws(TokenizerError) in
      var entries: [(token: [UInt8], rank: Int)] = []
      let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
      for (number, line) in lines.enumerated() where !line.isEmpty {
        let line = line.last == 13 ? line.dropLast() : line
        guard let space = line.firstIndex(of: 32), let token = Base64.decode(line[..<space]),
          !token.isEmpty, let rank = DecimalDigits.value(of: line[(space + 1)...]), rank < 1 << 31
        else {
          throw TokenizerError(
            .malformed("expected the base64 of a token, a space and its rank"),
            at: "\(path):\(number + 1)")
        }
        entries.append((token, rank))
      }
      return entries
    }
  }

  /// Every way to make a token of two others, with the token's rank: tiktoken joins the two
  /// neighbours whose bytes together have the lowest rank.
  private static func merges(of tokens: [[UInt8]]) -> [TokenMerge] {
    let table = TokenTable(tokens)
    var merges: [TokenMerge] = []
    for (rank, token) in tokens.enumerated() where token.count > 1 {
      token.withUnsafeBufferPointer { bytes in
        for cut in 1..<bytes.count {
          guard let left = table.id(of: UnsafeBufferPointer(rebasing: bytes[..<cut])),
            let right = table.id(of: UnsafeBufferPointer(rebasing: bytes[cut...]))
          else { continue }
          merges.append(
            TokenMerge(left: left, right: right, merged: UInt32(rank), rank: UInt32(rank)))
        }
      }
    }
    return merges
  }
}
