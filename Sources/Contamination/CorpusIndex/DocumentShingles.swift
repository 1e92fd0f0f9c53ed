import Text

/// The shingles of documents that an index keeps; scratch of one worker.
struct DocumentShingles {
  private let settings: CorpusIndexSettings
  private let keyMask: UInt64
  private var words = WordList()
  private var others = WordList()
  private var hashes: ContiguousArray<UInt64> = []
  /// The keys of the last document: ascending, each once.
  private(set) var keys: ContiguousArray<UInt64> = []

  /// - Parameters:
  ///   - settings: which shingles are kept.
  ///   - keyBits: how many leading bits of their hashes count.
  init(_ settings: CorpusIndexSettings, keyBits: Int) {
    self.settings = settings
    keyMask = Self.mask(keyBits)
  }

  /// The leading bits of a hash that a key has.
  static func mask(_ keyBits: Int) -> UInt64 { ~0 << UInt64(64 - keyBits) }

  /// Replaces `keys` by those of a text, and returns its length in words by `WordDefinition.gpt3`.
  mutating func fill(from text: Span<UInt8>) -> Int {
    keys.removeAll(keepingCapacity: true)
    words.fill(from: text, definition: .gpt3)
    others.fill(from: text, definition: .alphanumeric)
    choose(words.hashes)
    // Most often in texts without marks inside words, the two are the same.
    if words.hashes != others.hashes { choose(others.hashes) }
    keys.sort()
    var kept = 0
    for key in keys where kept == 0 || keys[kept - 1] != key {
      keys[kept] = key
      kept += 1
    }
    keys.removeLast(keys.count - kept)
    return words.count
  }

  private mutating func choose(_ words: ContiguousArray<UInt64>) {
    words.withUnsafeBufferPointer {
      ShingleHashes.fill(&hashes, from: $0, length: settings.shingleWords)
    }
    hashes.withUnsafeBufferPointer { hashes in
      Winnowing.forEachChosen(in: hashes, window: settings.window) {
        keys.append(hashes[$0] & keyMask)
      }
    }
  }
}
