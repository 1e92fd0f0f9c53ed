import Text

/// Gets the replies of one item, from the journal where they are known and else from the generator.
struct ItemFetcher: Sendable {
  let requests: AlpacaRequests
  let generator: any TextGenerator
  let model: GeneratorModel
  let journal: GenerationJournal

  private enum Answer {
    case reply(GenerationReply)
    case contextExceeded
    case failure(String)
    case exhausted
  }

  /// Asks until a reply holds a pair, a few times at most.
  ///
  /// - Throws: `JournalError`; `GenerationError` when the generator is gone.
  func fetch(
    item: Int, generated: ArraySlice<SeedTask>, isCancelled: @Sendable () -> Bool
  ) throws -> FetchedItem {
    var demonstrations = requests.demonstrations(item: item, generated: generated)
    var maximumTokens = requests.settings.maximumTokens
    var fetched = FetchedItem()
    var attempt = 0
    while attempt < requests.settings.attempts {
      let request = requests.request(
        item: item, attempt: attempt, demonstrations: demonstrations, maximumTokens: maximumTokens)
      let identity = request.identity(model: model)
      switch try answer(request, identity, isCancelled) {
      case .reply(let reply):
        let exchange = FetchedItem.Exchange(
          request: request, identity: identity, reply: reply,
          records: requests.records(of: reply, demonstrations: demonstrations.count),
          parents: demonstrations.map(\.id))
        fetched.exchanges.append(exchange)
        if exchange.holdsPairs { return fetched }
        attempt += 1
      case .contextExceeded where demonstrations.count > 1:
        demonstrations.removeLast()
      case .contextExceeded where maximumTokens >= 128:
        maximumTokens /= 2
      case .contextExceeded:
        let message = "the prompt does not fit the model's context"
        fetched.ending = .failed(request: request, identity: identity, message: message)
        return fetched
      case .failure(let message):
        fetched.ending = .failed(request: request, identity: identity, message: message)
        return fetched
      case .exhausted:
        if fetched.exchanges.isEmpty { fetched.ending = .exhausted }
        return fetched
      }
    }
    return fetched
  }

  private func answer(
    _ request: GenerationRequest, _ identity: Hash128, _ isCancelled: @Sendable () -> Bool
  ) throws -> Answer {
    switch try journal.entry(for: identity) {
    case .reply(let reply): return .reply(reply)
    case .contextExceeded: return .contextExceeded
    case .failure(let message): return .failure(message)
    case nil: break
    }
    do {
      let reply = try ask(request, isCancelled)
      try journal.append(.reply(reply), for: identity)
      return .reply(reply)
    } catch let error as GenerationError {
      switch error.problem {
      case .contextExceeded:
        try journal.append(.contextExceeded, for: identity)
        return .contextExceeded
      case .exhausted: return .exhausted
      case .refused, .replyTooLarge: return .failure(error.reason)
      default:
        guard error.isRetryable else { throw error }
        return .failure(error.reason)
      }
    }
  }

  /// A request that failed on every try is asked once more when the generator proves to be well:
  /// then it is the request that is to blame, else the run has to stop.
  private func ask(
    _ request: GenerationRequest, _ isCancelled: @Sendable () -> Bool
  ) throws(GenerationError) -> GenerationReply {
    do {
      return try generator.complete(request, isCancelled: isCancelled)
    } catch {
      guard error.isRetryable else { throw error }
      _ = try generator.prepare(isCancelled: isCancelled)
      return try generator.complete(request, isCancelled: isCancelled)
    }
  }
}
