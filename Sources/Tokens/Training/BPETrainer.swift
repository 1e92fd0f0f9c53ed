/// Learns a byte-level BPE vocabulary from counted words.
///
///     let counter = WordCounter()
///     counter.count(document.text.span)
///     let vocabulary = try BPETrainer(BPETrainerSettings(vocabularySize: 4096)).train(counter)
///
/// At every step the pair with the highest count merges; of equal counts the one with the lower left
/// id, then the lower right id. Ids: the 256 bytes in GPT-2's order, then tokens as they are made,
/// then the special tokens. The result depends on the words and their counts alone, not on the order
/// they come in. Source: Sennrich, Haddow and Birch 2016, with incremental counts.
public struct BPETrainer {
  private struct Candidate: Comparable {
    var count: Int
    var pair: UInt64
    var slot: UInt32

    static func < (left: Candidate, right: Candidate) -> Bool {
      left.count != right.count ? left.count > right.count : left.pair < right.pair
    }
  }

  private let settings: BPETrainerSettings
  private let byteIDs: [UInt32]
  private var tokens: [[UInt8]]
  private var merges: [BPEVocabulary.Merge] = []
  private var symbols = ContiguousArray<UInt32>()
  /// Where each word starts in `symbols`, and how many symbols are left of it.
  private var starts = ContiguousArray<Int>()
  private var lengths = ContiguousArray<Int>()
  private var wordCounts = ContiguousArray<Int>()
  private var pairs = PairCounts()

  /// - Throws: `BPETrainerSettings.Invalid` for settings out of range.
  public init(_ settings: BPETrainerSettings) throws(BPETrainerSettings.Invalid) {
    try settings.validate()
    self.settings = settings
    tokens = ByteAlphabet.bytesByScalar.map { [$0] }
    var ids = [UInt32](repeating: 0, count: 256)
    for (id, byte) in ByteAlphabet.bytesByScalar.enumerated() { ids[Int(byte)] = UInt32(id) }
    byteIDs = ids
  }

  /// Adds a word as the splitter cuts it, with the number of times it was seen.
  ///
  /// The same word may be added again. Words of one byte, and counts of 0, teach nothing.
  public mutating func add(_ word: Span<UInt8>, count: UInt64) {
    guard word.count > 1, count > 0, wordCounts.count < Int(UInt32.max) else { return }
    starts.append(symbols.count)
    lengths.append(word.count)
    wordCounts.append(Int(clamping: count))
    for index in word.indices { symbols.append(byteIDs[Int(word[index])]) }
  }

  /// Adds all words of a counter.
  public mutating func add(_ counter: WordCounter) {
    counter.forEachWord { word, _, count in add(word, count: count) }
  }

  /// Learns from the words of one counter alone.
  public consuming func train(_ counter: WordCounter) -> BPEVocabulary {
    add(counter)
    return train()
  }

  /// Learns merges until the vocabulary is full or no pair is frequent enough.
  ///
  /// Cost: about linear in the symbols of all words plus the words each merge touches.
  public consuming func train() -> BPEVocabulary {
    var queue = BinaryHeap<Candidate>()
    countPairs()
    pushRisen(into: &queue)
    var ids: [[UInt8]: UInt32] = [:]
    for (id, token) in tokens.enumerated() { ids[token] = UInt32(id) }
    let size = settings.vocabularySize - settings.specialTokens.count
    while tokens.count < size, var best = queue.pop() {
      let slot = Int(best.slot)
      if pairs.counts[slot] != best.count {
        best.count = pairs.counts[slot]
        if best.count > 0 { queue.push(best) }
        continue
      }
      guard best.count >= settings.minimumPairCount else { break }
      let left = UInt32(truncatingIfNeeded: best.pair >> 32)
      let right = UInt32(truncatingIfNeeded: best.pair)
      let bytes = tokens[Int(left)] + tokens[Int(right)]
      // Two different pairs can spell the same bytes: they share the token.
      let merged = ids[bytes] ?? UInt32(tokens.count)
      if Int(merged) == tokens.count {
        tokens.append(bytes)
        ids[bytes] = merged
      }
      merges.append(BPEVocabulary.Merge(left: left, right: right, merged: merged))
      for word in pairs.takeWords(slot: slot) {
        merge(left, right, into: merged, word: word)
      }
      pairs.clear(slot: slot)
      pushRisen(into: &queue)
    }
    var added: [BPEVocabulary.AddedToken] = []
    for text in settings.specialTokens {
      added.append(BPEVocabulary.AddedToken(text: Array(text.utf8), id: UInt32(tokens.count)))
      tokens.append(Array(text.utf8))
    }
    return BPEVocabulary(tokens: tokens, merges: merges, addedTokens: added)
  }

  private mutating func countPairs() {
    for word in starts.indices {
      let start = starts[word]
      for index in start..<(start + lengths[word] - 1) {
        pairs.add(
          PairCounts.pair(symbols[index], symbols[index + 1]), count: wordCounts[word],
          word: UInt32(word))
      }
    }
  }

  private mutating func pushRisen(into queue: inout BinaryHeap<Candidate>) {
    for slot in pairs.takeRisen() where pairs.counts[Int(slot)] > 0 {
      let pair = pairs.pairs[Int(slot)]
      queue.push(Candidate(count: pairs.counts[Int(slot)], pair: pair, slot: slot))
    }
  }

  /// Joins a pair everywhere in one word, left to right, and moves the counts of its neighbours.
  private mutating func merge(_ left: UInt32, _ right: UInt32, into merged: UInt32, word: UInt32) {
    let start = starts[Int(word)]
    let end = start + lengths[Int(word)]
    let count = wordCounts[Int(word)]
    var read = start
    var write = start
    while read < end {
      guard symbols[read] == left, read + 1 < end, symbols[read + 1] == right else {
        symbols[write] = symbols[read]
        write += 1
        read += 1
        continue
      }
      if write > start {
        let before = symbols[write - 1]
        pairs.add(PairCounts.pair(before, left), count: -count, word: word)
        pairs.add(PairCounts.pair(before, merged), count: count, word: word)
      }
      if read + 2 < end {
        let after = symbols[read + 2]
        pairs.add(PairCounts.pair(right, after), count: -count, word: word)
        pairs.add(PairCounts.pair(merged, after), count: count, word: word)
      }
      symbols[write] = merged
      write += 1
      read += 2
    }
    lengths[Int(word)] = write - start
  }
}
