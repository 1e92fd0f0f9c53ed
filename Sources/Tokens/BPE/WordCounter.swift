internal import Text

/// Counts the words of documents for tokenizer training.
///
/// Words longer than `longestWord` are left out. Memory grows with the number of different words: a
/// caller with a budget watches `memoryBytes` and drains into a sorted file.
public struct WordCounter {
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
  public var count: Int { hashes.count }

  /// Bytes of memory in use, roughly: what a caller compares with its budget before it drains.
  public var memoryBytes: Int { bytes.count + count * 25 + slots.count * 4 }

  /// Counts the words of one document.
  public mutating func add(_ text: Span<UInt8>) {
    text.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      pretokenizer.forEachWord(start, count: buffer.count) { lower, upper in
        guard upper - lower <= Self.longestWord else { return }
        count(UnsafeBufferPointer(start: start + lower, count: upper - lower))
      }
    }
  }

  /// Calls `body` with every word, its stable hash and its count, and forgets them all.
  ///
  /// The order is that of first sight: deterministic for one reader, to be sorted by the hash.
  public mutating func drain(_ body: (Span<UInt8>, UInt64, UInt64) throws -> Void) rethrows {
    for index in hashes.indices {
      let start = offsets[index]
      try body(
        bytes.span.extracting(start..<start + Int(lengths[index])), hashes[index], counts[index])
    }
    self = WordCounter()
  }

  private mutating func count(_ word: UnsafeBufferPointer<UInt8>) {
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

  private mutating func grow() {
    slots = ContiguousArray(repeating: .max, count: slots.count * 2)
    for (index, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] != .max { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(index)
    }
  }
}
