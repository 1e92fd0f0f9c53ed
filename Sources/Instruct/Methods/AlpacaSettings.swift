/// How Alpaca-style pairs are made and which are kept.
///
/// Defaults are those of the Stanford release (Taori et al. 2023) where it has a value; a setting
/// without one says so.
public struct AlpacaSettings: Codable, Sendable, Equatable {
  /// The pairs wanted, with which the run ends (no counterpart in the original).
  public var pairs = 1_000
  /// Prompts answered at most, new attempts included.
  public var maximumRequests = 10_000
  /// The run ends when fewer than this share of the last `yieldWindow` records were kept; 0 is never.
  ///
  /// So little is kept when the model has nothing new to say, or nothing that can be read.
  public var minimumYieldFraction = 0.01
  public var yieldWindow = 1_000
  /// Decides the demonstrations of each prompt and the seeds sent to the model.
  public var seed: UInt64 = 1

  /// Seed tasks shown in a prompt.
  public var demonstrations = 3
  /// Generated pairs shown besides; the original shows none.
  public var generatedDemonstrations = 0
  /// A generated pair is shown from the next but one multiple of this many prompts on, so that a
  /// prompt never depends on the speed of the workers.
  public var snapshotRequests = 32
  /// Tasks in the list that a prompt begins, demonstrations included.
  public var tasksPerPrompt = 20
  public var maximumTokens = 3_072
  public var sampling = Sampling()
  /// Tries of a prompt, with a new seed each, whose reply holds no complete record.
  public var attempts = 3

  /// Words of an instruction.
  public var minimumWords = 4
  public var maximumWords = 150
  /// Words of an instruction, in any case, that point at what text cannot show.
  ///
  /// The original's list; it also hits programming tasks about files and graphs: shorten it for those.
  public var blockedWords = [
    "image", "images", "graph", "graphs", "picture", "pictures", "file", "files", "map", "maps",
    "draw", "plot", "go to", "video", "audio", "music", "flowchart", "diagram",
  ]
  /// First words of an instruction, with their case.
  public var blockedBeginnings = ["Write a program"]
  /// First words of an instruction, in any case and behind "please" or "can you", that ask for a deed
  /// outside of text.
  public var impossibleActions = [
    "set an alarm", "set a timer", "set a reminder", "remind me", "call my", "make a phone call",
    "send an email to", "send a message to", "turn on the", "turn off the", "take a photo",
    "take a screenshot", "play a song", "open the browser", "order a pizza", "buy me",
  ]
  /// Rules that are not applied; only those whose `isFilter` is true.
  public var disabledRules: [PairRule] = []

  /// An instruction whose ROUGE-L F1 with a seed or a kept instruction is above this is dropped.
  public var maximumSimilarity = 0.7
  public var similarityTie = RougeTie.compat
  public var similarityTokens = RougeTokenization.automatic

  public init() {}

  /// The names of the settings in files.
  public enum CodingKeys: String, CodingKey, CaseIterable {
    case pairs, maximumRequests, minimumYieldFraction, yieldWindow, seed, demonstrations,
      generatedDemonstrations, snapshotRequests, tasksPerPrompt, maximumTokens, sampling, attempts,
      minimumWords, maximumWords, blockedWords, blockedBeginnings, impossibleActions, disabledRules,
      maximumSimilarity, similarityTie, similarityTokens
  }

  /// Failed prompts in a row after which the run stops; a snapshot spans more than these.
  static let maximumFailuresInARow = 20

  /// Throws the first setting outside its range.
  public func validate() throws(SettingError) {
    try SettingError.check("pairs", pairs, 1...100_000_000)
    try SettingError.check("maximumRequests", maximumRequests, 1...100_000_000)
    try SettingError.check("minimumYieldFraction", minimumYieldFraction, 0...1)
    try SettingError.check("yieldWindow", yieldWindow, 1...1_000_000)
    try SettingError.check("demonstrations", demonstrations, 0...50)
    try SettingError.check("generatedDemonstrations", generatedDemonstrations, 0...50)
    try SettingError.check(
      "snapshotRequests", snapshotRequests, (Self.maximumFailuresInARow + 1)...1_000_000)
    let shown = demonstrations + generatedDemonstrations
    try SettingError.check("tasksPerPrompt", tasksPerPrompt, (shown + 1)...1_000)
    try SettingError.check("maximumTokens", maximumTokens, 1...1_000_000)
    try SettingError.check("attempts", attempts, 1...10)
    try SettingError.check("minimumWords", minimumWords, 0...maximumWordLimit)
    try SettingError.check("maximumWords", maximumWords, minimumWords...maximumWordLimit)
    try SettingError.check(
      "disabledRules", disabledRules.map(\.rawValue).joined(separator: ", "),
      disabledRules.allSatisfy(\.isFilter), "names of filters only")
    try SettingError.check(
      "maximumSimilarity", maximumSimilarity, RougeThreshold(maximumSimilarity) != nil,
      "0.0001 to 1")
    try sampling.validate()
  }

  private var maximumWordLimit: Int { 100_000 }
}

extension Sampling {
  /// Throws the first value outside its range.
  public func validate() throws(SettingError) {
    try SettingError.check("temperature", temperature, 0...10)
    try SettingError.check("topP", topP, 0...1)
    try SettingError.check("topK", topK, 0...1_000_000)
    try SettingError.check("minimumP", minimumP, 0...1)
    try SettingError.check("presencePenalty", presencePenalty, -2...2)
    try SettingError.check("frequencyPenalty", frequencyPenalty, -2...2)
    try SettingError.check("repeatPenalty", repeatPenalty, 0.01...10)
  }
}
