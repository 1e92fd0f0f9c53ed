/// Printed tokens of a model with their ids, in the order of the file.
struct VocabularyEntries {
  private(set) var texts = ByteStrings()
  private(set) var ids: [UInt32] = []

  var count: Int { ids.count }

  /// No tokens yet, with room for so many with so many bytes in all.
  init(capacity: Int, bytes: Int) {
    texts.reserveCapacity(capacity, bytes: bytes)
    ids.reserveCapacity(capacity)
  }

  /// Adds a token whose printed form is what `text` appends.
  mutating func append(id: UInt32, _ text: (inout [UInt8]) -> Void) {
    texts.append(text)
    ids.append(id)
  }
}

/// Puts together what a file spells with printed tokens, and checks that it is whole.
struct VocabularyReading {
  private static let none = UInt32.max

  private let path: String
  private let entries: VocabularyEntries
  /// Finds the place of a printed token among the entries.
  private let table: TokenTable
  /// The place of each id among the entries; `none` for ids that only an added token has.
  private let places: [UInt32]
  private let continuingPrefix: [UInt8]
  private(set) var merges: [TokenMerge] = []
  /// Scratch.
  private var joined: [UInt8] = []

  /// - Parameters:
  ///   - entries: the tokens of the model.
  ///   - added: tokens beside the model; they get their ids as Hugging Face gives them: that of the
  ///     model where it knows the text, else the next free one, whatever the file says.
  ///   - continuingPrefix: what the right token of a merge loses.
  ///   - path: the file, for messages.
  /// - Throws: `TokenizerError` for two tokens of one id, or an id far beyond their number.
  init(
    _ entries: VocabularyEntries, added: inout [AddedToken], continuingPrefix: [UInt8] = [],
    path: String
  ) throws(TokenizerError) {
    self.path = path
    self.entries = entries
    self.continuingPrefix = continuingPrefix
    table = TokenTable(entries.texts)
    var largestAdded = -1
    for index in added.indices {
      if let place = table.id(of: added[index].text) {
        added[index].id = entries.ids[Int(place)]
        added[index].isModelToken = true
      } else {
        added[index].id = UInt32(max(entries.count, largestAdded + 1))
      }
      largestAdded = max(largestAdded, Int(added[index].id))
    }
    let largest = max(largestAdded, entries.ids.max().map(Int.init) ?? -1)
    // Unused ids exist, but a file that is mostly holes is damaged.
    guard largest < (entries.count + added.count) * 2 + 4096 else {
      throw TokenizerError(
        .malformed("id \(largest) with \(entries.count + added.count) tokens in all"), at: path)
    }
    var places = [UInt32](repeating: Self.none, count: largest + 1)
    for (place, id) in entries.ids.enumerated() {
      guard places[Int(id)] == Self.none else {
        throw TokenizerError(.malformed("two tokens have the id \(id)"), at: path)
      }
      places[Int(id)] = UInt32(place)
    }
    self.places = places
  }

  /// The id of a printed token of the model.
  func id(of text: [UInt8]) -> UInt32? { text.withUnsafeBufferPointer { id(of: $0) } }

  private func id(of text: UnsafeBufferPointer<UInt8>) -> UInt32? {
    table.id(of: text).map { entries.ids[Int($0)] }
  }

  /// Adds the merge of next rank by the printed forms of its two tokens.
  mutating func addMerge(
    _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>,
    at place: @autoclosure () -> String
  ) throws(TokenizerError) {
    joined.removeAll(keepingCapacity: true)
    joined.append(contentsOf: left)
    joined.append(
      contentsOf: !continuingPrefix.isEmpty && right.starts(with: continuingPrefix)
        ? UnsafeBufferPointer(rebasing: right[continuingPrefix.count...]) : right)
    guard let leftID = id(of: left), let rightID = id(of: right), let merged = id(of: joined)
    else {
      throw TokenizerError(
        .malformed(
          "the merge of \"\(String(decoding: left, as: UTF8.self))\" and "
            + "\"\(String(decoding: right, as: UTF8.self))\" names a token the vocabulary lacks"),
        at: place())
    }
    merges.append(
      TokenMerge(left: leftID, right: rightID, merged: merged, rank: UInt32(merges.count)))
  }

  /// Adds a merge given as one line, two tokens with a space between.
  mutating func addMerge(
    line: UnsafeBufferPointer<UInt8>, at place: @autoclosure () -> String
  ) throws(TokenizerError) {
    let space = UInt8(ascii: " ")
    guard let middle = line.firstIndex(of: space), !line[(middle + 1)...].contains(space) else {
      throw TokenizerError(.malformed("expected two tokens with a space between"), at: place())
    }
    try addMerge(
      UnsafeBufferPointer(rebasing: line[..<middle]),
      UnsafeBufferPointer(rebasing: line[(middle + 1)...]), at: place())
  }

  /// Tokens by id: the model's as bytes where it is byte-level, else as printed; of an added token
  /// its text.
  func tokens(isByteLevel: Bool, added: [AddedToken]) -> [[UInt8]] {
    var tokens = places.map { place -> [UInt8] in
      guard place != Self.none else { return [] }
      return entries.texts.withBytes(at: Int(place)) { text in
        isByteLevel ? ByteAlphabet.bytes(ofUTF8: text) ?? Array(text) : Array(text)
      }
    }
    // A token the model has too keeps its bytes: "é" may be the printed form of the byte 0xE9.
    for token in added where tokens[Int(token.id)].isEmpty { tokens[Int(token.id)] = token.text }
    return tokens
  }
}
