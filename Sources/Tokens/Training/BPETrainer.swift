/// Learns a byte-level BPE vocabulary from counted words.
///
///     let counter = WordCounter()
///     counter.count(document.text.span)
///     let vocabulary = try BPETrainer(BPETrainerSettings(vocabularySize: 4096)).train(counter)
///
/// At every step the pair with the highest count merges; of equal counts the one with the lower left
/// id, then the lower right id, which is also the order of Hugging Face's `BpeTrainer`. Ids: the 256
/// bytes in GPT-2's order, then tokens as they are made, then the special tokens. The result depends on
/// the words and their counts alone, not on the order they come in. Source: Sennrich, Haddow and Birch
/// 2016, with counts and places of pairs kept up to date.
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
  private var merges: [TokenMerge] = []
  private var text = SymbolText()
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
  /// The same word may be added again. Words of one byte, and counts of 0, teach nothing; after 2^31
  /// bytes of words no further word is taken.
  public mutating func add(_ word: Span<UInt8>, count: UInt64) {
    guard word.count > 1, count > 0, text.hasRoom(for: word.count) else { return }
    wordCounts.append(Int(clamping: count))
    text.append(word, as: byteIDs)
  }

  /// Adds all words of a counter.
  public mutating func add(_ counter: WordCounter) {
    counter.forEachWord { word, _, count in add(word, count: count) }
  }

  /// Learns from the words of one counter alone.
  public consuming func train(_ counter: WordCounter) -> TokenizerDefinition {
    add(counter)
    return train()
  }

  /// Learns merges until the vocabulary is full or no pair is frequent enough.
  ///
  /// Cost: about linear in the bytes of all words, however long a word is.
  public consuming func train() -> TokenizerDefinition {
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
        text.lengths.append(UInt32(bytes.count))
        ids[bytes] = merged
      }
      merges.append(
        TokenMerge(left: left, right: right, merged: merged, rank: UInt32(merges.count)))
      var places = pairs.takePlaces(slot: slot)
      // Only a pair of one token with itself can overlap: it joins from the left.
      if left == right { places.sort { $0.position < $1.position } }
      for place in places { merge(left, right, into: merged, at: place) }
      pairs.clear(slot: slot)
      pushRisen(into: &queue)
    }
    var added: [AddedToken] = []
    for text in settings.specialTokens {
      var token = AddedToken(text: Array(text.utf8), id: UInt32(tokens.count))
      token.isModelToken = true
      added.append(token)
      tokens.append(token.text)
    }
    return TokenizerDefinition(
      byteLevel: tokens, merges: merges, addedTokens: added, splitting: settings.splitting)
  }

  private mutating func countPairs() {
    var word: UInt32 = 0
    var position = 1
    while position + 1 < text.symbols.count {
      let right = text.symbols[position + 1]
      if right == SymbolText.boundary {
        word += 1
        position += 2
        continue
      }
      pairs.add(
        PairCounts.pair(text.symbols[position], right), count: wordCounts[Int(word)],
        at: PairCounts.Place(position: UInt32(position), word: word))
      position += 1
    }
  }

  private mutating func pushRisen(into queue: inout BinaryHeap<Candidate>) {
    for slot in pairs.takeRisen() where pairs.counts[Int(slot)] > 0 {
      let pair = pairs.pairs[Int(slot)]
      queue.push(Candidate(count: pairs.counts[Int(slot)], pair: pair, slot: slot))
    }
  }

  /// Joins a pair at a place, unless it has gone from there, and moves the counts of its neighbours.
  private mutating func merge(
    _ left: UInt32, _ right: UInt32, into merged: UInt32, at place: PairCounts.Place
  ) {
    let position = Int(place.position)
    guard let end = text.end(ofPair: left, right, at: position) else { return }
    let count = wordCounts[Int(place.word)]
    if let before = text.start(before: position) {
      let token = text.symbols[before]
      pairs.remove(PairCounts.pair(token, left), count: count)
      pairs.add(
        PairCounts.pair(token, merged), count: count,
        at: PairCounts.Place(position: UInt32(before), word: place.word))
    }
    let after = text.symbols[end]
    if after != SymbolText.boundary {
      pairs.remove(PairCounts.pair(right, after), count: count)
      pairs.add(PairCounts.pair(merged, after), count: count, at: place)
    }
    text.join(position..<end, leftLength: Int(text.lengths[Int(left)]), into: merged)
  }
}
