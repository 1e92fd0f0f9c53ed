/// Puts together what a file spells with printed tokens, and checks that it is whole.
struct VocabularyReading {
  private let path: String
  /// Printed form of each id as the model has it; empty for ids that only an added token has.
  private(set) var printed: [[UInt8]]
  private let table: TokenTable
  private let continuingPrefix: [UInt8]
  private(set) var merges: [TokenMerge] = []

  /// - Parameters:
  ///   - entries: printed tokens of the model with their ids, in the order of the file.
  ///   - added: tokens beside the model; ids without any token are left empty.
  ///   - continuingPrefix: what the right token of a merge loses.
  ///   - path: the file, for messages.
  /// - Throws: `TokenizerError` for two tokens of one id, or an id far beyond their number.
  init(
    entries: [(text: [UInt8], id: Int)], added: [AddedToken], continuingPrefix: [UInt8] = [],
    path: String
  ) throws(TokenizerError) {
    self.path = path
    self.continuingPrefix = continuingPrefix
    let largest = max(entries.lazy.map(\.id).max() ?? -1, added.map { Int($0.id) }.max() ?? -1)
    // Unused ids exist, but a file that is mostly holes is damaged.
    guard largest < (entries.count + added.count) * 2 + 4096 else {
      throw TokenizerError(
        .malformed("id \(largest) with \(entries.count + added.count) tokens in all"), at: path)
    }
    printed = [[UInt8]](repeating: [], count: largest + 1)
    var isTaken = [Bool](repeating: false, count: largest + 1)
    for (text, id) in entries {
      guard id >= 0 else { throw TokenizerError(.malformed("\(id) is not a token id"), at: path) }
      guard !isTaken[id] else {
        throw TokenizerError(.malformed("two tokens have the id \(id)"), at: path)
      }
      isTaken[id] = true
      printed[id] = text
    }
    table = TokenTable(printed)
  }

  /// The id of a printed token of the model.
  func id(of text: [UInt8]) -> UInt32? { table.id(of: text) }

  /// Adds the merge of next rank by the printed forms of its two tokens.
  mutating func addMerge(_ left: [UInt8], _ right: [UInt8], at place: String) throws(TokenizerError)
  {
    let inner =
      !continuingPrefix.isEmpty && right.starts(with: continuingPrefix)
      ? Array(right.dropFirst(continuingPrefix.count)) : right
    guard let leftID = id(of: left), let rightID = id(of: right), let merged = id(of: left + inner)
    else {
      throw TokenizerError(
        .malformed(
          "the merge of \"\(String(decoding: left, as: UTF8.self))\" and "
            + "\"\(String(decoding: right, as: UTF8.self))\" names a token the vocabulary lacks"),
        at: place)
    }
    merges.append(
      TokenMerge(left: leftID, right: rightID, merged: merged, rank: UInt32(merges.count)))
  }

  /// Adds a merge given as one line, two tokens with a space between.
  mutating func addMerge(line: [UInt8], at place: String) throws(TokenizerError) {
    let parts = line.split(separator: 32, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw TokenizerError(.malformed("expected two tokens with a space between"), at: place)
    }
    try addMerge(Array(parts[0]), Array(parts[1]), at: place)
  }

  /// Tokens by id: the model's as bytes where it is byte-level, else as printed; of an added token
  /// its text.
  func tokens(isByteLevel: Bool, added: [AddedToken]) -> [[UInt8]] {
    var tokens =
      isByteLevel
      ? printed.map { ByteAlphabet.bytes(of: String(decoding: $0, as: UTF8.self)) ?? $0 } : printed
    // A token the model has too keeps its bytes: "é" may be the printed form of the byte 0xE9.
    for token in added where printed[Int(token.id)].isEmpty { tokens[Int(token.id)] = token.text }
    return tokens
  }
}
