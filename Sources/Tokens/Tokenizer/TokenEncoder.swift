/// Encodes text with a tokenizer; holds the word cache and scratch of one worker.
///
/// The ids never depend on what was encoded before. Cost: 100 to 200 MB/s once the cache is warm;
/// a single word of n bytes takes O(n log n), so no text makes it slow.
public final class TokenEncoder {
  /// Longer words are cut: positions in a word are 32 bits wide.
  private static let longestMergedWord = 1 << 30
  private static let bufferCapacity = 4096

  public let tokenizer: Tokenizer
  private let pretokenizer = Pretokenizer()
  private let cache = WordCache()
  private var merger: WordMerger
  private var wordTokens = ContiguousArray<UInt32>()
  private let buffer = UnsafeMutablePointer<UInt32>.allocate(capacity: bufferCapacity)

  init(_ tokenizer: Tokenizer) {
    self.tokenizer = tokenizer
    merger = WordMerger(merges: tokenizer.merges, byteTokens: tokenizer.byteTokens)
  }

  deinit { buffer.deallocate() }

  /// Appends the ids of a text.
  ///
  /// - Parameters:
  ///   - text: any bytes; UTF-8 is expected, and what is not decodes to the same bytes all the same.
  ///   - ids: where they are appended.
  ///   - parsingAddedTokens: whether the text of an added token (`<|endoftext|>`) becomes its id.
  ///     Leave it off for data: text must not turn into structure.
  public func encode(
    _ text: Span<UInt8>, into ids: inout ContiguousArray<UInt32>, parsingAddedTokens: Bool = false
  ) {
    text.withUnsafeBufferPointer { bytes in
      guard parsingAddedTokens else { return encodePlain(bytes, into: &ids) }
      var start = 0
      while let match = tokenizer.addedTokens.next(in: bytes, from: start) {
        encodePlain(
          UnsafeBufferPointer(rebasing: bytes[start..<match.range.lowerBound]), into: &ids)
        ids.append(match.id)
        start = match.range.upperBound
      }
      encodePlain(UnsafeBufferPointer(rebasing: bytes[start...]), into: &ids)
    }
  }

  /// The ids of a text, for callers with one text at a time.
  public func encode(_ text: [UInt8], parsingAddedTokens: Bool = false) -> ContiguousArray<UInt32> {
    var ids = ContiguousArray<UInt32>()
    encode(text.span, into: &ids, parsingAddedTokens: parsingAddedTokens)
    return ids
  }

  private func encodePlain(
    _ text: UnsafeBufferPointer<UInt8>, into ids: inout ContiguousArray<UInt32>
  ) {
    guard let start = text.baseAddress else { return }
    let cache = cache
    let buffer = buffer
    var used = 0
    pretokenizer.forEachWord(start, count: text.count) { lower, upper in
      let count = upper &- lower
      if used &+ WordCache.longestWord > Self.bufferCapacity {
        ids.append(contentsOf: UnsafeBufferPointer(start: buffer, count: used))
        used = 0
      }
      var hash: UInt64 = 0
      var slot = 0
      if count <= WordCache.longestWord {
        let found = cache.find(
          start + lower, count: count, output: buffer + used, hash: &hash, slot: &slot)
        if found > 0 {
          used &+= found
          return
        }
      }
      ids.append(contentsOf: UnsafeBufferPointer(start: buffer, count: used))
      used = 0
      mergeWord(UnsafeBufferPointer(start: start + lower, count: count), into: &ids)
      if count <= WordCache.longestWord {
        cache.insert(start + lower, count: count, tokens: wordTokens, hash: hash, slot: slot)
      }
    }
    ids.append(contentsOf: UnsafeBufferPointer(start: buffer, count: used))
  }

  @inline(never)
  private func mergeWord(
    _ word: UnsafeBufferPointer<UInt8>, into ids: inout ContiguousArray<UInt32>
  ) {
    wordTokens.removeAll(keepingCapacity: true)
    for start in stride(from: 0, to: word.count, by: Self.longestMergedWord) {
      let end = min(start + Self.longestMergedWord, word.count)
      merger.merge(UnsafeBufferPointer(rebasing: word[start..<end]), into: &wordTokens)
    }
    ids.append(contentsOf: wordTokens)
  }
}
