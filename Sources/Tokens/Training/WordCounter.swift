/// Counts the words of documents for tokenizer training.
///
/// Words longer than `longestWord` are left out. Memory grows with the number of different words: a
/// caller with a budget watches `memoryBytes` and hands the words on in time.
public final class WordCounter {
  /// Longest counted word, in bytes; longer ones are runs of characters or of data, not words.
  public static let longestWord = 1 << 16

  /// Why the words of a text were missing, for the first such text; nil when all were counted.
  public private(set) var failure: TokenizerError?
  private let splitter: Splitter
  private var scratch = SplitScratch()
  private var table = WordTable()

  /// `splitter`: cuts documents into words; GPT-2's by default.
  public init(splitter: Splitter = Splitter(.gpt2)) { self.splitter = splitter }

  /// Number of different words held.
  public var wordCount: Int { table.entries.count }

  /// Bytes of memory in use, roughly.
  public var memoryBytes: Int { table.memoryBytes }

  /// Counts the words of one document.
  public func count(_ text: Span<UInt8>) {
    text.withUnsafeBufferPointer { count($0, in: &table, &scratch) }
    if failure == nil { failure = scratch.failure }
  }

  /// Adds the words of another counter.
  public func add(_ other: WordCounter) {
    other.forEachWord { word, hash, count in
      word.withUnsafeBufferPointer { table.add(count, of: $0, hash: hash) }
    }
  }

  /// Calls `body` with every word, its stable hash and its count.
  ///
  /// The order is that of first sight: the same for the same documents in the same order.
  public func forEachWord(_ body: (Span<UInt8>, UInt64, UInt64) throws -> Void) rethrows {
    let table = table
    try table.bytes.withUnsafeBufferPointer { bytes in
      for entry in table.entries {
        let range = entry.offset..<entry.offset + entry.length
        let word = UnsafeBufferPointer(rebasing: bytes[range])
        try body(word.span, entry.hash, entry.count)
      }
    }
  }

  /// Forgets all words.
  public func removeAll() { table = WordTable() }

  /// Works on the table as a local value: a property of a class would be checked at every word.
  private func count(
    _ text: UnsafeBufferPointer<UInt8>, in table: inout WordTable, _ scratch: inout SplitScratch
  ) {
    splitter.forEachWord(in: text, isTextStart: true, scratch: &scratch) { start, count in
      guard count <= Self.longestWord else { return }
      table.count(UnsafeBufferPointer(start: start, count: count))
    }
  }
}
