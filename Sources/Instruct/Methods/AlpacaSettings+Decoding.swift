extension AlpacaSettings {
  /// Reads settings; what is left out keeps its default.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    func read<Value: Decodable>(_ value: inout Value, _ key: CodingKeys) throws {
      if let found = try container.decodeIfPresent(Value.self, forKey: key) { value = found }
    }
    try read(&pairs, .pairs)
    try read(&maximumRequests, .maximumRequests)
    try read(&minimumYieldFraction, .minimumYieldFraction)
    try read(&yieldWindow, .yieldWindow)
    try read(&seed, .seed)
    try read(&demonstrations, .demonstrations)
    try read(&generatedDemonstrations, .generatedDemonstrations)
    try read(&snapshotRequests, .snapshotRequests)
    try read(&tasksPerPrompt, .tasksPerPrompt)
    try read(&maximumTokens, .maximumTokens)
    try read(&sampling, .sampling)
    try read(&attempts, .attempts)
    try read(&minimumWords, .minimumWords)
    try read(&maximumWords, .maximumWords)
    try read(&blockedWords, .blockedWords)
    try read(&blockedBeginnings, .blockedBeginnings)
    try read(&impossibleActions, .impossibleActions)
    try read(&disabledRules, .disabledRules)
    try read(&maximumSimilarity, .maximumSimilarity)
    try read(&similarityTie, .similarityTie)
    try read(&similarityTokens, .similarityTokens)
  }
}

extension Sampling {
  /// The names of the settings in files.
  public enum CodingKeys: String, CodingKey, CaseIterable {
    case temperature, topP, topK, minimumP, presencePenalty, frequencyPenalty, repeatPenalty
  }

  /// Reads settings; what is left out keeps its default.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    func read<Value: Decodable>(_ value: inout Value, _ key: CodingKeys) throws {
      if let found = try container.decodeIfPresent(Value.self, forKey: key) { value = found }
    }
    try read(&temperature, .temperature)
    try read(&topP, .topP)
    try read(&topK, .topK)
    try read(&minimumP, .minimumP)
    try read(&presencePenalty, .presencePenalty)
    try read(&frequencyPenalty, .frequencyPenalty)
    try read(&repeatPenalty, .repeatPenalty)
  }
}
