/// How densely an index of a corpus samples word n-grams, and what it promises to find therefore.
///
/// Of every `window` shingles in a row at least one is kept (Schleimer, Wilkerson and Aiken 2003,
/// "Winnowing: local algorithms for document fingerprinting", sections 3 and 3.1), so that every run of
/// `guaranteedWords` words that a document shares with an evaluation item is seen; of random text the share
/// 2 / (window + 1) of all shingles is kept. Runs are those of words by `WordDefinition.gpt3` and, beside
/// them, by `WordDefinition.alphanumeric`: a run under either is enough.
public struct CorpusIndexSettings: Codable, Sendable, Equatable {
  /// Words per shingle, 2 to 64.
  ///
  /// More of them make the lists of documents shorter, and the shortest run that can be found longer.
  public var shingleWords: Int
  /// Shingles in a row of which one is kept, 1 to 64; 1 keeps all.
  public var window: Int

  /// The defaults keep every shingle, and see every run of three words.
  public init(shingleWords: Int = 3, window: Int = 1) {
    self.shingleWords = shingleWords
    self.window = window
  }

  /// The length in words from which every shared run is seen: w + k - 1.
  public var guaranteedWords: Int { window + shingleWords - 1 }

  /// - Throws: `CorpusIndexError` for a value out of range.
  public func validate() throws {
    for (name, value, range) in [
      ("shingleWords", shingleWords, 2...64), ("window", window, 1...64),
    ] where !range.contains(value) {
      throw CorpusIndexError(
        .settings, name, found: "\(value)",
        expected: "\(range.lowerBound) to \(range.upperBound)", advice: "correct the setting")
    }
  }
}
