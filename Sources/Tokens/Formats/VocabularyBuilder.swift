/// Puts together the vocabulary that a file spells with printed tokens, and checks that it is whole.
struct VocabularyBuilder {
  let path: String
  private var tokens: [[UInt8]]
  private var ids: [[UInt8]: UInt32] = [:]
  private var merges: [BPEVocabulary.Merge] = []
  private let added: [BPEVocabulary.AddedToken]

  /// Takes printed tokens and added tokens; every id from 0 must occur exactly once.
  init(
    printedTokens: [String: Int], added: [BPEVocabulary.AddedToken], path: String
  ) throws(TokenizerError) {
    self.path = path
    self.added = added
    var found: [Int: [UInt8]] = [:]
    for token in added { found[Int(token.id)] = token.text }
    for (text, id) in printedTokens
    where found[id] == nil || !added.contains(where: { $0.id == id }) {
      guard let bytes = ByteAlphabet.bytes(of: text) else {
        throw TokenizerError(
          .unsupported("the token \"\(text)\" (id \(id)), which is not in the byte alphabet"),
          at: path)
      }
      guard found.updateValue(bytes, forKey: id) == nil else {
        throw TokenizerError(.malformed("two tokens have the id \(id)"), at: path)
      }
      guard let short = UInt32(exactly: id) else {
        throw TokenizerError(.malformed("\(id) is not a token id"), at: path)
      }
      ids[bytes] = short
    }
    tokens = []
    tokens.reserveCapacity(found.count)
    for id in 0..<found.count {
      guard let bytes = found[id] else { throw TokenizerError(.missingID(id), at: path) }
      tokens.append(bytes)
    }
  }

  /// Adds the merge of next rank by the printed forms of its two tokens.
  mutating func addMerge(
    _ left: some StringProtocol, _ right: some StringProtocol, at place: String
  ) throws(TokenizerError) {
    guard let leftBytes = ByteAlphabet.bytes(of: left), let leftID = ids[leftBytes],
      let rightBytes = ByteAlphabet.bytes(of: right), let rightID = ids[rightBytes],
      let merged = ids[leftBytes + rightBytes]
    else {
      throw TokenizerError(
        .malformed("the merge of \"\(left)\" and \"\(right)\" names a token the vocabulary lacks"),
        at: place)
    }
    merges.append(BPEVocabulary.Merge(left: leftID, right: rightID, merged: merged))
  }

  func finished() -> BPEVocabulary {
    BPEVocabulary(tokens: tokens, merges: merges, addedTokens: added)
  }
}
