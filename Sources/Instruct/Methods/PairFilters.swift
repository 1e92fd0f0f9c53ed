/// The tests that a pair passes before it is compared with the pool; the first that fails drops it.
///
/// The rules on instructions are Self-Instruct's with Alpaca's longer word list (Wang et al. 2022;
/// Taori et al. 2023); those on inputs and outputs answer the faults that people later cleaned out of
/// Alpaca's data by hand.
struct PairFilters {
  let settings: AlpacaSettings
  private let blockedWords: [[String]]

  init(_ settings: AlpacaSettings) {
    self.settings = settings
    blockedWords = settings.blockedWords.map(Self.words)
  }

  /// The first rule that drops the pair, or nil.
  func verdict(on pair: InstructionPair) -> PairVerdict? {
    let tests = [
      controlCharacter, wordCount, blockedWord, blockedBeginning, firstCharacter, impossibleAction,
      linkOrAttachment, emptyOutput, mergedRecords, outputRepeatsInput, unclosedCode,
      falseArithmetic,
    ]
    for test in tests {
      if let verdict = test(pair), !settings.disabledRules.contains(verdict.rule) { return verdict }
    }
    return nil
  }

  private func controlCharacter(_ pair: InstructionPair) -> PairVerdict? {
    for text in [pair.instruction, pair.input, pair.output] {
      for scalar in text.unicodeScalars where scalar != "\n" && scalar != "\t" {
        // The replacement character stands for bytes that were lost on the way.
        if scalar.properties.generalCategory == .control || scalar == "\u{FFFD}" {
          return PairVerdict(rule: .controlCharacter, value: Double(scalar.value))
        }
      }
    }
    return nil
  }

  private func wordCount(_ pair: InstructionPair) -> PairVerdict? {
    let count = pair.instruction.split(whereSeparator: \.isWhitespace).count
    if count < settings.minimumWords {
      return PairVerdict(
        rule: .tooFewWords, value: Double(count), threshold: Double(settings.minimumWords))
    }
    guard count > settings.maximumWords else { return nil }
    return PairVerdict(
      rule: .tooManyWords, value: Double(count), threshold: Double(settings.maximumWords))
  }

  private func blockedWord(_ pair: InstructionPair) -> PairVerdict? {
    let words = Self.words(pair.instruction)
    for blocked in blockedWords where Self.contains(words, blocked) {
      return PairVerdict(rule: .blockedWord, found: blocked.joined(separator: " "))
    }
    return nil
  }

  private func blockedBeginning(_ pair: InstructionPair) -> PairVerdict? {
    settings.blockedBeginnings.first(where: pair.instruction.hasPrefix).map {
      PairVerdict(rule: .blockedBeginning, found: $0)
    }
  }

  private func firstCharacter(_ pair: InstructionPair) -> PairVerdict? {
    guard let first = pair.instruction.unicodeScalars.first else { return nil }
    if !first.isASCII { return PairVerdict(rule: .nonASCIIBeginning, found: String(first)) }
    let character = Character(first)
    guard !character.isLetter, !character.isNumber else { return nil }
    return PairVerdict(rule: .punctuationBeginning, found: String(first))
  }

  private func impossibleAction(_ pair: InstructionPair) -> PairVerdict? {
    var words = Self.words(pair.instruction)[...]
    while let first = words.first, ["please", "can", "could", "you"].contains(first) {
      words.removeFirst()
    }
    for action in settings.impossibleActions where words.starts(with: Self.words(action)) {
      return PairVerdict(rule: .impossibleAction, found: action)
    }
    return nil
  }

  static func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
  }

  static func contains(_ words: [String], _ wanted: [String]) -> Bool {
    guard let first = wanted.first, words.count >= wanted.count else { return false }
    return (0...words.count - wanted.count).contains { start in
      words[start] == first && words[start...].starts(with: wanted)
    }
  }
}
