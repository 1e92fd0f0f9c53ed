/// BERT's model: the longest piece from the left, again and again; a word that does not come out
/// whole is unknown.
///
/// Source: Devlin and others 2018 and the tokenizer of its released code; ids as Hugging Face
/// tokenizers gives them. Time is linear in the word times the longest piece, and a word above
/// `maximumCharacters` costs no more than one of that size.
public final class WordPieceModel: Sendable {
  private let trie: PieceTrie
  /// Where the pieces that continue a word start.
  private let continuing: UInt32
  private let unknownID: UInt32
  private let maximumCharacters: Int

  /// Compiles a vocabulary.
  ///
  /// - Parameters:
  ///   - pieces: UTF-8 by id.
  ///   - unknownID: stands for a word that cannot be cut into pieces.
  ///   - continuingPrefix: precedes pieces that do not begin a word.
  ///   - maximumCharacters: words of more Unicode scalars are unknown.
  /// - Throws: `TokenizerError` for an `unknownID` outside the vocabulary.
  public init(
    pieces: [[UInt8]], unknownID: UInt32, continuingPrefix: [UInt8] = [0x23, 0x23],
    maximumCharacters: Int = 100
  ) throws(TokenizerError) {
    guard Int(unknownID) < pieces.count else {
      throw TokenizerError(
        .malformed("the unknown piece \(unknownID) is outside the \(pieces.count) pieces"))
    }
    trie = try PieceTrie(pieces.indices.map { (pieces[$0], UInt32($0)) })
    continuing = trie.node(of: continuingPrefix)
    self.unknownID = unknownID
    self.maximumCharacters = maximumCharacters
  }

  /// Appends the ids of a word.
  ///
  /// - Parameters:
  ///   - word: any bytes; one that is not well-formed UTF-8 is a character by itself.
  ///   - ids: where they are appended.
  public func encode(
    word: UnsafeBufferPointer<UInt8>, into ids: inout ContiguousArray<UInt32>
  ) {
    let before = ids.count
    if !forEachPiece(of: word, { ids.append($0) }) {
      ids.removeLast(ids.count - before)
      ids.append(unknownID)
    }
  }

  /// Appends the ids of a word of any length: cut once to see whether it comes out whole, then again
  /// for the ids, so that none has to wait.
  func encode(word: UnsafeBufferPointer<UInt8>, into output: inout TokenOutput) {
    guard forEachPiece(of: word, { _ in }) else { return output.append(unknownID) }
    _ = forEachPiece(of: word) { output.append($0) }
  }

  /// Takes the next part of a word: one of too many characters is unknown, whatever they are, and
  /// nothing of it is kept then; else 0 bytes are done with until the word ends.
  func encode(
    partOf part: UnsafeBufferPointer<UInt8>, isFirst: Bool, ends: Bool,
    into output: inout TokenOutput
  ) -> Int {
    if isFirst {
      guard hasTooManyCharacters(part) else { return 0 }
      output.append(unknownID)
    }
    return part.count
  }

  /// Calls `body` with the pieces of a word from the left; false where it does not come out whole.
  @inline(__always)
  private func forEachPiece(
    of word: UnsafeBufferPointer<UInt8>, _ body: (UInt32) -> Void
  ) -> Bool {
    if hasTooManyCharacters(word) { return false }
    var start = 0
    while start < word.count {
      var node = start == 0 ? PieceTrie.root : continuing
      var end = start
      var best = (id: PieceTrie.none, end: start)
      while end < word.count, node != PieceTrie.none {
        node = trie.child(of: node, word[end])
        end &+= 1
        if node != PieceTrie.none, case let id = trie.piece(at: node), id != PieceTrie.none {
          best = (id, end)
        }
      }
      guard best.id != PieceTrie.none else { return false }
      body(best.id)
      start = best.end
    }
    return true
  }

  private func hasTooManyCharacters(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    var characters = 0
    var offset = 0
    while offset < word.count {
      characters &+= 1
      if characters > maximumCharacters { return true }
      offset &+= ScalarText.decode(word, at: offset).length
    }
    return false
  }
}
