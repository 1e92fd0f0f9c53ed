import Text

/// The lines of a run's two output files.
///
/// Pairs: `{"instruction","input","output","sluice":{…}}`. Rejects have the same fields, or `reply`
/// where there was no pair, and in `sluice` also `dropped_by` with what the rule measured. What differs
/// between two runs over the same replies (times, tries) is in neither.
struct PairRecords {
  let model: GeneratorModel
  static let recipe = "alpaca"
  /// Raised when the same replies would give other records.
  static let recipeVersion = 1

  /// A kept pair; `record` is its place in the reply, from 0.
  func kept(
    _ pair: InstructionPair, _ exchange: FetchedItem.Exchange, record: Int,
    tokenization: RougeTokenization
  ) -> [UInt8] {
    var provenance = provenance(exchange.request, exchange.identity, exchange, record)
    provenance.add("tokenization", tokenization.rawValue)
    return line(pair, provenance)
  }

  /// A dropped pair, with the name of its twin where similarity dropped it.
  func dropped(
    _ pair: InstructionPair, _ verdict: PairVerdict, _ exchange: FetchedItem.Exchange, record: Int,
    twin: String?
  ) -> [UInt8] {
    var provenance = provenance(exchange.request, exchange.identity, exchange, record)
    add(verdict, to: &provenance)
    if let twin { provenance.add("twin", twin) }
    return line(pair, provenance)
  }

  /// A reply, or a piece of one, that is no pair.
  func dropped(
    reply: String, _ rule: PairRule, _ exchange: FetchedItem.Exchange, record: Int?
  ) -> [UInt8] {
    var provenance = provenance(exchange.request, exchange.identity, exchange, record)
    provenance.add("dropped_by", rule.rawValue)
    var object = JSONObject()
    object.add("reply", reply)
    object.add("sluice", provenance)
    return object.line
  }

  /// A request that was never answered.
  func failed(_ request: GenerationRequest, _ identity: Hash128, message: String) -> [UInt8] {
    var provenance = provenance(request, identity, nil, nil)
    provenance.add("dropped_by", PairRule.requestFailed.rawValue)
    provenance.add("found", message)
    var object = JSONObject()
    object.add("sluice", provenance)
    return object.line
  }

  private func line(_ pair: InstructionPair, _ provenance: JSONObject) -> [UInt8] {
    var object = JSONObject()
    object.add("instruction", pair.instruction)
    object.add("input", pair.input)
    object.add("output", pair.output)
    var named = JSONObject()
    named.add("id", pair.identity.description)
    named.append(fieldsOf: provenance)
    object.add("sluice", named)
    return object.line
  }

  private func add(_ verdict: PairVerdict, to provenance: inout JSONObject) {
    provenance.add("dropped_by", verdict.rule.rawValue)
    if let value = verdict.value { provenance.add("value", value) }
    if let threshold = verdict.threshold { provenance.add("threshold", threshold) }
    if let found = verdict.found { provenance.add("found", found) }
  }

  private func provenance(
    _ request: GenerationRequest, _ identity: Hash128, _ exchange: FetchedItem.Exchange?,
    _ record: Int?
  ) -> JSONObject {
    var object = JSONObject()
    object.add("recipe", Self.recipe)
    object.add("recipe_version", Self.recipeVersion)
    var named = JSONObject()
    named.add("name", model.name)
    named.add("kind", model.kind)
    object.add("model", named)
    object.add("prompt_template", AlpacaPrompt.identity.description)
    object.add("sampling", sampling(of: request))
    object.add("request", identity.description)
    object.add("item", request.item)
    if let record { object.add("record", record) }
    guard let exchange else { return object }
    object.add("finish_reason", exchange.reply.finishReason.name)
    if let usage = exchange.reply.usage {
      var tokens = JSONObject()
      tokens.add("prompt_tokens", usage.promptTokens)
      tokens.add("completion_tokens", usage.completionTokens)
      object.add("usage", tokens)
    }
    object.add("parents", exchange.parents)
    return object
  }

  private func sampling(of request: GenerationRequest) -> JSONObject {
    var object = JSONObject()
    object.add("temperature", request.sampling.temperature)
    object.add("top_p", request.sampling.topP)
    object.add("top_k", request.sampling.topK)
    object.add("min_p", request.sampling.minimumP)
    object.add("presence_penalty", request.sampling.presencePenalty)
    object.add("frequency_penalty", request.sampling.frequencyPenalty)
    object.add("repeat_penalty", request.sampling.repeatPenalty)
    object.add("seed", Int(request.seed))
    object.add("max_tokens", request.maximumTokens)
    object.add("stop", request.stops)
    return object
  }
}
