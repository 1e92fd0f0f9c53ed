public import Text

/// The tokens and merges of a byte-level BPE: what a file holds, before it is compiled to encode.
public struct BPEVocabulary: Sendable, Equatable {
  /// Two tokens that join; the place in `merges` is the rank.
  public struct Merge: Sendable, Hashable {
    public var left: UInt32
    public var right: UInt32
    /// The token whose bytes are those of `left` and then `right`.
    public var merged: UInt32

    public init(left: UInt32, right: UInt32, merged: UInt32) {
      self.left = left
      self.right = right
      self.merged = merged
    }
  }

  /// A token that is matched as a whole before splitting, and only when the caller asks for it.
  public struct AddedToken: Sendable, Hashable {
    public var text: [UInt8]
    public var id: UInt32
    /// Whether it marks structure (end of text) rather than words.
    public var isSpecial: Bool

    public init(text: [UInt8], id: UInt32, isSpecial: Bool = true) {
      self.text = text
      self.id = id
      self.isSpecial = isSpecial
    }
  }

  /// Bytes of each token by id; of an added token its text.
  public var tokens: [[UInt8]]
  /// In the order of their rank.
  public var merges: [Merge]
  /// By ascending id.
  public var addedTokens: [AddedToken]

  public init(tokens: [[UInt8]], merges: [Merge], addedTokens: [AddedToken] = []) {
    self.tokens = tokens
    self.merges = merges
    self.addedTokens = addedTokens.sorted { $0.id < $1.id }
  }

  /// A hash of all that decides ids: tokens, merges, added tokens and the split pattern.
  ///
  /// Kept in token shards and checkpoints, so that a mismatch is refused instead of trained on.
  public var fingerprint: Hash128 {
    var hash = StreamingHash128()
    hash.update(Array("sluice byte-level bpe, gpt2 split".utf8))
    func add(_ number: Int) {
      hash.update((0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
    }
    add(tokens.count)
    for token in tokens {
      add(token.count)
      hash.update(token)
    }
    add(merges.count)
    for merge in merges {
      add(Int(merge.left) << 32 | Int(merge.right))
      add(Int(merge.merged))
    }
    for added in addedTokens { add(Int(added.id) << 1 | (added.isSpecial ? 1 : 0)) }
    return hash.finalized()
  }
}
