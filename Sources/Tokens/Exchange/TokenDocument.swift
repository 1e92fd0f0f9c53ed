public import Text

/// One document on its way between token shards of different trainers, without the token that separates it
/// from its neighbours.
///
/// Readers and writers use one value again and again, so its arrays keep their room.
public struct TokenDocument: Sendable {
  /// A document with more tokens than this arrives in pieces, so that a stream without separators
  /// cannot fill the memory.
  public static let maximumTokens = 1 << 24

  /// The ids; the end-of-text token is not among them.
  public var tokens: ContiguousArray<UInt32> = []
  /// Whether the loss counts each token; empty where all count.
  public var trained: ContiguousArray<Bool> = []
  /// Whether the loss counts the end-of-text token.
  public var isEndOfTextTrained = true
  /// Whether it goes on where the one before it ended, with no end of text between the two.
  public var isContinuation = false
  /// Where it came from: the source's name and its one-based place in it.
  public var source = ""
  public var place = 1
  /// Stable key, where the format carries one.
  public var key: Hash128?

  public init() {}

  public init(_ tokens: some Sequence<UInt32>) { self.tokens = ContiguousArray(tokens) }

  /// Empties the document and keeps its room.
  mutating func clear() {
    tokens.removeAll(keepingCapacity: true)
    trained.removeAll(keepingCapacity: true)
    isEndOfTextTrained = true
    isContinuation = false
    key = nil
  }

  /// Takes a separating token away where it stands at an end.
  ///
  /// - `endOfText`: the separating token; nil where the documents are bare.
  /// - `placement`: the end it stands at.
  mutating func removeEndOfText(
    _ endOfText: UInt32?, _ placement: TokenShardManifest.EndOfTextPlacement
  ) {
    guard let endOfText, !tokens.isEmpty else { return }
    let index = placement == .before ? 0 : tokens.count - 1
    guard placement != .absent, tokens[index] == endOfText else { return }
    tokens.remove(at: index)
    if !trained.isEmpty { isEndOfTextTrained = trained.remove(at: index) }
  }
}

/// Writes documents as the shards of one trainer, below a folder.
///
/// The folder is scratch: nothing in it is whole before `finish` returns, and giving the files their
/// final names, in the order in which they are returned, is the caller's work.
public protocol TokenDocumentWriter: AnyObject {
  /// Appends one document; the end-of-text token is put where the format has it.
  ///
  /// - Throws: `TokenShardError` for an id the format cannot hold, or a failed write.
  func append(_ document: TokenDocument) throws(TokenShardError)

  /// Completes the last shard.
  ///
  /// - Returns: the paths of all files; one that makes others findable, such as an index, comes after
  ///   them.
  func finish() throws(TokenShardError) -> [String]
}

/// Reads the documents of shards of one trainer, in their order.
public protocol TokenDocumentReader: AnyObject {
  /// Whether its documents say which tokens count in the loss.
  var hasLossMask: Bool { get }

  /// Replaces `document` by the next one.
  ///
  /// - Returns: false after the last; `document` is empty then.
  /// - Throws: `TokenShardError` for damage and for ids outside the vocabulary.
  func next(_ document: inout TokenDocument) throws(TokenShardError) -> Bool
}
