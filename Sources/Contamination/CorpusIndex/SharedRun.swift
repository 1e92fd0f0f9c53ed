/// Words of an evaluation item, and how many of them in a row a document must share.
///
/// What a method finds of an item holds such a run of one of the item's: a document that shares none can be
/// passed over without reading it.
public struct SharedRun: Sendable, Equatable {
  /// `WordHash` of each word, by `WordDefinition.gpt3` or by `WordDefinition.alphanumeric`.
  public var words: ContiguousArray<UInt64>
  /// How many words in a row are shared at least, from 1.
  public var count: Int

  public init(words: ContiguousArray<UInt64>, count: Int) {
    precondition(count >= 1, "a run of one word or more")
    self.words = words
    self.count = count
  }
}
