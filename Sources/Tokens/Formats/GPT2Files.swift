internal import FoundationEssentials

/// The two files GPT-2 was released with: `encoder.json` (token to id) and `vocab.bpe` (merges).
enum GPT2Files {
  /// The one token of `encoder.json` that no merge makes and text never spells.
  private static let endOfText = "<|endoftext|>"

  /// Reads both files.
  static func read(encoderPath: String, mergesPath: String) throws(TokenizerError) -> BPEVocabulary
  {
    let encoder = try FileBytes.read(encoderPath)
    let ids: [String: Int]
    do {
      ids = try JSONDecoder().decode([String: Int].self, from: Data(encoder))
    } catch {
      throw TokenizerError(.malformed("expected one JSON object of token to id"), at: encoderPath)
    }
    var added: [BPEVocabulary.AddedToken] = []
    if let id = ids[endOfText], let short = UInt32(exactly: id) {
      added.append(BPEVocabulary.AddedToken(text: Array(endOfText.utf8), id: short))
    }
    var builder = try VocabularyBuilder(printedTokens: ids, added: added, path: encoderPath)
    let text = String(decoding: try FileBytes.read(mergesPath), as: UTF8.self)
    for (index, line) in text.utf8.split(separator: 10, omittingEmptySubsequences: false)
      .enumerated()
    {
      guard !line.isEmpty, index > 0 || !line.starts(with: "#version".utf8) else { continue }
      let place = "\(mergesPath):\(index + 1)"
      let parts = line.split(separator: 32, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw TokenizerError(.malformed("expected two tokens with a space between"), at: place)
      }
      try builder.addMerge(Substring(parts[0]), Substring(parts[1]), at: place)
    }
    return builder.finished()
  }
}
