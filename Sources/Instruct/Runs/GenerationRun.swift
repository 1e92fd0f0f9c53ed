/// Makes instruction pairs with a language model: from seeds to a file of pairs, resumable.
///
///     let run = GenerationRun(
///       settings: settings, seeds: try SeedTasks.read(path: "seed_tasks.jsonl"),
///       generator: try HTTPGenerator(settings: .init(address: "http://127.0.0.1:8080")),
///       journalPath: "pairs.journal", outputPath: "pairs.jsonl", rejectsPath: "rejects.jsonl")
///     let funnel = try run.run()
///
/// Every reply goes to the journal at once; the outputs are decided from the replies in item order
/// and appear when the run ends. So a run that was killed goes on where it was, without paying for a
/// reply twice, and ends with the same bytes as one that was not, whatever the number of workers.
public struct GenerationRun: Sendable {
  /// How far a run is.
  public struct Progress: Sendable, Equatable {
    public var requests: Int
    public var maximumRequests: Int
    public var accepted: Int
    public var pairs: Int
    /// Records and replies dropped so far.
    public var rejected: Int
  }

  public var settings: AlpacaSettings
  public var seeds: [SeedTask]
  public var generator: any TextGenerator
  public var journalPath: String
  public var outputPath: String
  public var rejectsPath: String
  /// Requests that are prepared and sent at the same time.
  public var workers: Int

  public init(
    settings: AlpacaSettings, seeds: [SeedTask], generator: any TextGenerator, journalPath: String,
    outputPath: String, rejectsPath: String, workers: Int = 1
  ) {
    self.settings = settings
    self.seeds = seeds
    self.generator = generator
    self.journalPath = journalPath
    self.outputPath = outputPath
    self.rejectsPath = rejectsPath
    self.workers = workers
  }

  /// Runs to an end and tells where the replies went; no accepted pair is an end like any other.
  ///
  /// - Parameters:
  ///   - isCancelled: asked several times a second; true ends the run with `interrupted`, after the
  ///     replies in flight had a few seconds to arrive. Outputs of an earlier run stay untouched then.
  ///   - progress: called on the calling thread after each decided item.
  /// - Returns: the counts over all decided replies.
  /// - Throws: `SettingError`, `JournalError`, `GenerationError` when the generator never became ready,
  ///   is gone or fails on every request. The journal keeps what was answered before.
  public func run(
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: (Progress) -> Void = { _ in }
  ) throws -> GenerationFunnel {
    try settings.validate()
    try SettingError.check("workers", workers, 1...1_024)
    try SettingError.check("seeds", seeds.count, !seeds.isEmpty, "at least one seed task")
    let journal = try GenerationJournal(path: journalPath)
    guard let model = try readyModel(isCancelled) else {
      var funnel = GenerationFunnel()
      funnel.ending = .interrupted
      return funnel
    }
    let fetcher = ItemFetcher(
      requests: AlpacaRequests(settings: settings, seeds: seeds), generator: generator,
      model: model, journal: journal)
    var acceptance = try Acceptance(
      settings: settings, seeds: seeds, model: model, outputPath: outputPath,
      rejectsPath: rejectsPath)
    let fetch = OrderedFetch(fetcher: fetcher, workers: workers)
    let team = try WorkerTeam(count: workers) { fetch.work() }
    defer {
      fetch.stop()
      team.join()
    }
    return try consume(fetch, journal, &acceptance, isCancelled, progress)
  }

  /// Nil when the run was cancelled while it waited for the model.
  private func readyModel(
    _ isCancelled: @Sendable () -> Bool
  ) throws(GenerationError) -> GeneratorModel? {
    do {
      return try generator.prepare(isCancelled: isCancelled)
    } catch {
      guard error.problem == .cancelled else { throw error }
      return nil
    }
  }

  private func consume(
    _ fetch: OrderedFetch, _ journal: GenerationJournal, _ acceptance: inout Acceptance,
    _ isCancelled: () -> Bool, _ progress: (Progress) -> Void
  ) throws -> GenerationFunnel {
    /// Failed items wait here until another item is answered: a failure that all requests share is
    /// the generator's and must not be remembered as theirs.
    var failed: [FetchedItem] = []
    var decided = 0
    func decide(_ item: FetchedItem) throws {
      if case .failed(_, let identity, let message) = item.ending {
        try journal.append(.failure(message), for: identity)
      }
      let kept = try acceptance.decide(item)
      fetch.didDecide(item: decided, kept: kept)
      decided += 1
      let rejected = acceptance.funnel.rejected.reduce(0) { $0 + $1.count }
      progress(
        Progress(
          requests: acceptance.funnel.requests, maximumRequests: settings.maximumRequests,
          accepted: acceptance.funnel.accepted, pairs: settings.pairs, rejected: rejected))
    }
    while !acceptance.isFinished {
      guard decided + failed.count < settings.maximumRequests else {
        for item in failed where !acceptance.isFinished { try decide(item) }
        break
      }
      guard let item = try fetch.take(unless: isCancelled) else {
        fetch.drain()
        try journal.synchronize()
        var funnel = acceptance.funnel
        funnel.ending = .interrupted
        return funnel
      }
      switch item.ending {
      case .failed(_, _, let message):
        failed.append(item)
        if failed.count > AlpacaSettings.maximumFailuresInARow {
          throw GenerationError(
            .circuitOpen(failures: failed.count, last: message), place: journalPath)
        }
      case .exhausted:
        for item in failed where !acceptance.isFinished { try decide(item) }
        return try acceptance.finish(.repliesExhausted)
      case .answered:
        for item in failed where !acceptance.isFinished { try decide(item) }
        failed.removeAll()
        if !acceptance.isFinished { try decide(item) }
      }
    }
    try journal.synchronize()
    return try acceptance.finish(nil)
  }
}
