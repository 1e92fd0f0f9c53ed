/// The two files GPT-2 was released with: token to id (`encoder.json`), and merges (`vocab.bpe`).
enum GPT2Files {
  /// Names of the two files, as OpenAI and as Hugging Face have them.
  static let names = [("encoder.json", "vocab.bpe"), ("vocab.json", "merges.txt")]
  /// The one token of `encoder.json` that no merge makes and text never spells.
  private static let endOfText = Array("<|endoftext|>".utf8)

  /// Reads both files.
  static func read(
    encoderPath: String, mergesPath: String
  ) throws(TokenizerError) -> TokenizerDefinition {
    let text = try JSONText(try FileBytes.read(encoderPath), path: encoderPath)
    var entries: [(text: [UInt8], id: Int)] = []
    var added: [AddedToken] = []
    try text.forEachMember(of: text.whole) { name, value throws(TokenizerError) in
      guard let id = text.numberValue(value).flatMap({ UInt32(exactly: $0) }), id < 1 << 31 else {
        throw TokenizerError(.malformed("expected one JSON object of token to id"), at: encoderPath)
      }
      let token = text.string(name)
      if token == endOfText { added.append(AddedToken(text: endOfText, id: id)) }
      entries.append((token, Int(id)))
    }
    for index in added.indices { added[index].isModelToken = true }
    var vocabulary = try VocabularyReading(entries: entries, added: added, path: encoderPath)
    let lines = try FileBytes.read(mergesPath).split(
      separator: 10, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      guard !line.isEmpty, index > 0 || !line.starts(with: "#version".utf8) else { continue }
      try vocabulary.addMerge(line: Array(line), at: "\(mergesPath):\(index + 1)")
    }
    return TokenizerDefinition(
      byteLevel: vocabulary.tokens(isByteLevel: true, added: added), merges: vocabulary.merges,
      addedTokens: added)
  }
}
