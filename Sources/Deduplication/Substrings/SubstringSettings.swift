public import Pipelines

/// Settings of `deduplicate: { method: substring }`.
public struct SubstringSettings: StageSettings {
  /// Words of the shortest repeat that is cut.
  ///
  /// Lee et al. 2022, section 4.1, take 50 tokens, about 38 English words: 50 words are the more careful
  /// side, on which common phrases and short quotations stay.
  public var minimumWords = 50
  /// Words that must remain in a document that lost some; with fewer it is dropped.
  ///
  /// A choice of this program: what is shorter is mostly a heading or a date line. A document that loses
  /// every word is always dropped.
  public var minimumWordsLeft = 10

  public init() {}

  /// Words in a fingerprint: half of the shortest repeat, so that few texts share one by chance and every
  /// window of `minimumWords` still offers as many to choose from.
  var fingerprintWords: Int { (minimumWords + 1) / 2 }

  /// Fingerprints in a window of `minimumWords` words.
  var fingerprintsPerWindow: Int { minimumWords - fingerprintWords + 1 }

  public func validate() throws {
    guard (4...10_000).contains(minimumWords) else {
      throw SettingsProblem("minimumWords", "is \(minimumWords); 4 to 10000 is accepted")
    }
    guard minimumWordsLeft >= 0 else {
      throw SettingsProblem("minimumWordsLeft", "is \(minimumWordsLeft); 0 or more is accepted")
    }
  }
}
