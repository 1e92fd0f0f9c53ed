internal import Text

/// Counts the words of documents for tokenizer training.
///
/// Words longer than `longestWord` are left out. Memory grows with the number of different words: a
/// caller with a budget watches `memoryBytes` and drains into a sorted file.
public final class WordCounter {
  /// Longest counted word, in bytes; longer ones are runs of characters or of data, not words.
  public static let longestWord = 255

  private let pretokenizer = Pretokenizer()
  private var slots = ContiguousArray<UInt32>(repeating: .max, count: 1 << 12)
  private var hashes = ContiguousArray<UInt64>()
  private var offsets = ContiguousArray<Int>()
  private var lengths = ContiguousArray<UInt8>()
  private var counts = ContiguousArray<UInt64>()
  private var bytes = ContiguousArray<UInt8>()

  public init() {}

  /// Number of different words held.
  public var wordCount: Int { hashes.count }

  /// Bytes of memory in use, roughly: what a caller compares with its budget before it drains.
  public var memoryBytes: Int { bytes.count + wordCount * 25 + slots.count * 4 }

  /// Counts the words of one document.
  public func count(_ text: Span<UInt8>) {
    text.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      pretokenizer.forEachWord(start, count: buffer.count) { lower, upper in
        guard upper - lower <= Self.longestWord else { return }
        countWord(UnsafeBufferPointer(start: start + lower, count: upper - lower))
      }
    }
  }

  /// Calls `body` with every word, its stable hash and its count.
  ///
  /// The order is that of first sight: the same for the same documents in the same order.
  public func forEachWord(_ body: (Span<UInt8>, UInt64, UInt64) throws -> Void) rethrows {
    try bytes.withUnsafeBufferPointer { all in
      for index in hashes.indices {
        let range = offsets[index]..<offsets[index] + Int(lengths[index])
        let word = UnsafeBufferPointer(rebasing: all[range])
        try body(word.span, hashes[index], counts[index])
      }
    }
  }

  /// Forgets all words.
  public func removeAll() {
    slots = ContiguousArray(repeating: .max, count: 1 << 12)
    hashes.removeAll()
    offsets.removeAll()
    lengths.removeAll()
    counts.removeAll()
    bytes.removeAll()
  }

  private func countWord(_ word: UnsafeBufferPointer<UInt8>) {
    let hash = StableHash.hash64(word)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != .max {
      let index = Int(slots[slot])
      if hashes[index] == hash, Int(lengths[index]) == word.count,
        (0..<word.count).allSatisfy({ bytes[offsets[index] + $0] == word[$0] })
      {
        counts[index] += 1
        return
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = UInt32(hashes.count)
    hashes.append(hash)
    offsets.append(bytes.count)
    lengths.append(UInt8(word.count))
    counts.append(1)
    bytes.append(contentsOf: word)
    if hashes.count * 2 > slots.count { grow() }
  }

  private func grow() {
    slots = ContiguousArray(repeating: .max, count: slots.count * 2)
    for (index, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] != .max { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(index)
    }
  }
}
