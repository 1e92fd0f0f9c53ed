import Text

/// The prompts of a run: item by item, each a function of the settings and the item's number.
struct AlpacaRequests: Sendable {
  let settings: AlpacaSettings
  let seeds: [SeedTask]

  /// The examples shown in a prompt; `generated` are the kept pairs that the item may see.
  func demonstrations(item: Int, generated: ArraySlice<SeedTask>) -> [SeedTask] {
    var draw = KeyedDraw(seed: settings.seed, purpose: "demonstrations", item: item)
    let own = draw.distinct(settings.demonstrations, below: seeds.count).map { seeds[$0] }
    let shown = draw.distinct(settings.generatedDemonstrations, below: generated.count)
      .map { generated[generated.startIndex + $0] }
    guard !shown.isEmpty else { return own }
    let all = own + shown
    return draw.distinct(all.count, below: all.count).map { all[$0] }
  }

  /// A request for one item.
  ///
  /// Each attempt gets another seed; the maximum is less than the settings' where the context is small.
  func request(
    item: Int, attempt: Int, demonstrations: [SeedTask], maximumTokens: Int
  ) -> GenerationRequest {
    var draw = KeyedDraw(seed: settings.seed, purpose: "request \(attempt)", item: item)
    return GenerationRequest(
      prompt: AlpacaPrompt.text(demonstrations: demonstrations, tasks: settings.tasksPerPrompt),
      sampling: settings.sampling, seed: UInt32(draw.next() >> 33),
      stops: AlpacaPrompt.stops(tasks: settings.tasksPerPrompt), maximumTokens: maximumTokens,
      item: item, attempt: attempt)
  }

  /// The records of a reply to a prompt that showed so many examples.
  func records(of reply: GenerationReply, demonstrations: Int) -> [AlpacaParser.Record] {
    guard !reply.text.allSatisfy(\.isWhitespace) else { return [] }
    return AlpacaParser.records(
      AlpacaPrompt.opening(after: demonstrations) + reply.text, finishReason: reply.finishReason)
  }
}
