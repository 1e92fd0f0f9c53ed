internal import Text

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
    var entries = VocabularyEntries(capacity: text.fields.count, bytes: text.bytes.count / 2)
    var added: [AddedToken] = []
    for field in text.fields {
      guard let id = text.tokenID(field.value) else {
        throw TokenizerError(.malformed("expected one JSON object of token to id"), at: encoderPath)
      }
      entries.append(id: UInt32(id)) { text.appendString(field.name, to: &$0) }
      if entries.texts.withBytes(at: entries.count - 1, { $0.elementsEqual(endOfText) }) {
        added = [AddedToken(text: endOfText, id: UInt32(id))]
      }
    }
    var vocabulary = try VocabularyReading(entries, added: &added, path: encoderPath)
    try addMerges(try FileBytes.read(mergesPath), to: &vocabulary, path: mergesPath)
    return TokenizerDefinition(
      byteLevel: vocabulary.tokens(isByteLevel: true, added: added), merges: vocabulary.merges,
      addedTokens: added)
  }

  private static func addMerges(
    _ bytes: [UInt8], to vocabulary: inout VocabularyReading, path: String
  ) throws(TokenizerError) {
    try bytes.withUnsafeBufferPointer { bytes throws(TokenizerError) in
      let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() {
        guard !line.isEmpty, index > 0 || !line.starts(with: "#version".utf8) else { continue }
        try vocabulary.addMerge(
          line: UnsafeBufferPointer(rebasing: line), at: "\(path):\(index + 1)")
      }
    }
  }
}
