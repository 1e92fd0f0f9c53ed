import TestSupport
import Testing
import Tokens

@Suite struct BPETrainerTests {
  /// Expected merges from `BpeTrainer` (min_frequency 2) of Hugging Face tokenizers 0.23.3.
  @Test("merges are those of Hugging Face's trainer, in its order")
  func mergesEqualReference() throws {
    let expected = [
      "a+a", "t+h", " +th", " th+e", "l+o", "lo+w", " +low", "aa+aa", "b+b", "d+e", "e+w", "i+de",
      "n+ew", "s+t", "w+ide", " +new", " +wide", "e+r", "e+st", "s+e", " +aaaa",
    ]
    #expect(try SmallVocabulary.printed(SmallVocabulary.train(special: [])) == expected)
  }

  @Test("the order in which words are added changes nothing", arguments: UInt64(0)..<20)
  func orderDoesNotMatter(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let letters = Array("abcde".utf8)
    var words: [([UInt8], UInt64)] = (0..<60).map { _ in
      let length = Int.random(in: 1...8, using: &random)
      let word = (0..<length).map { _ in letters.randomElement(using: &random) ?? 0 }
      return (word, UInt64.random(in: 1...5, using: &random))
    }
    let settings = BPETrainerSettings(vocabularySize: 320)
    var trained: [TokenizerDefinition] = []
    for _ in 0..<2 {
      var trainer = try BPETrainer(settings)
      for (word, count) in words { trainer.add(word.span, count: count) }
      trained.append(trainer.train())
      words.shuffle(using: &random)
    }
    #expect(trained[0] == trained[1])
    #expect(try trained[0].merges == Self.slowMerges(words, settings))
  }

  /// The definition, without any bookkeeping: recount all pairs before every merge.
  static func slowMerges(
    _ words: [([UInt8], UInt64)], _ settings: BPETrainerSettings
  ) throws -> [TokenMerge] {
    let alphabet = try BPETrainer(BPETrainerSettings(vocabularySize: 257)).train().tokens
    var tokens = Array(alphabet.prefix(256))
    var split = words.map { word in word.0.map { byte in tokens.firstIndex(of: [byte]) ?? 0 } }
    var merges: [TokenMerge] = []
    while tokens.count < settings.vocabularySize - settings.specialTokens.count {
      var counts: [[Int]: Int] = [:]
      for (index, word) in split.enumerated() where word.count > 1 {
        for place in 0..<(word.count - 1) {
          counts[[word[place], word[place + 1]], default: 0] += Int(words[index].1)
        }
      }
      let best = counts.min { ($1.value, $0.key[0], $0.key[1]) < ($0.value, $1.key[0], $1.key[1]) }
      guard let best, best.value >= settings.minimumPairCount else { break }
      let bytes = tokens[best.key[0]] + tokens[best.key[1]]
      let merged = tokens.firstIndex(of: bytes) ?? tokens.count
      if merged == tokens.count { tokens.append(bytes) }
      merges.append(
        .init(
          left: UInt32(best.key[0]), right: UInt32(best.key[1]), merged: UInt32(merged),
          rank: UInt32(merges.count)))
      split = split.map { word in
        var joined: [Int] = []
        var place = 0
        while place < word.count {
          let matches = place + 1 < word.count && [word[place], word[place + 1]] == best.key
          joined.append(matches ? merged : word[place])
          place += matches ? 2 : 1
        }
        return joined
      }
    }
    return merges
  }

  @Test("counts that cannot be true do not crash")
  func absurdCounts() throws {
    var trainer = try BPETrainer(BPETrainerSettings(vocabularySize: 300))
    for word in ["abab", "abc", "bcbc"] { trainer.add(Array(word.utf8).span, count: .max) }
    #expect(trainer.train().tokens.count <= 300)
  }

  @Test("settings out of range are refused by name")
  func settingsAreChecked() {
    #expect(throws: BPETrainerSettings.Invalid.self) {
      try BPETrainerSettings(vocabularySize: 256).validate()
    }
    #expect(throws: BPETrainerSettings.Invalid.self) {
      try BPETrainerSettings(minimumPairCount: 0).validate()
    }
    #expect(throws: BPETrainerSettings.Invalid.self) {
      try BPETrainerSettings(specialTokens: ["a", "a"]).validate()
    }
  }
}
