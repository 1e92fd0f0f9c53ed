/// Workers that fetch items ahead, and one consumer that takes them in order.
///
/// Workers only fetch; every decision is the consumer's, in item order, so that the number of workers
/// cannot change a byte. A window bounds what is fetched ahead.
final class OrderedFetch: Sendable {
  private struct State {
    var nextToClaim = 0
    var nextToTake = 0
    var results: [Int: Result<FetchedItem, any Error>] = [:]
    var inFlight = 0
    /// No new claims.
    var isDraining = false
    /// Requests in flight are given up.
    var isStopped = false
    var generated: [SeedTask] = []
    /// How many generated pairs there were at the end of each snapshot's items.
    var snapshots: [Int] = []
  }

  /// How long an interrupted run waits for the replies in flight.
  private static let drainSeconds = 10.0

  private let fetcher: ItemFetcher
  private let window: Int
  private let state = Monitor(State())

  init(fetcher: ItemFetcher, workers: Int) {
    self.fetcher = fetcher
    window = 2 * workers + 2
  }

  /// What one worker thread does until the run ends.
  func work() {
    while let claim = claim() {
      let result = Result {
        try fetcher.fetch(item: claim.item, generated: claim.generated) {
          self.state.with { $0.isStopped }
        }
      }
      state.with { state in
        state.results[claim.item] = result
        state.inFlight -= 1
      }
    }
  }

  /// Waits for the next item; nil when `isCancelled` ended the run.
  func take(unless isCancelled: () -> Bool) throws -> FetchedItem? {
    let result: Result<FetchedItem, any Error>? = state.wait { state in
      if isCancelled() { return .some(nil) }
      guard let result = state.results.removeValue(forKey: state.nextToTake) else { return nil }
      state.nextToTake += 1
      return .some(result)
    }
    return try result?.get()
  }

  /// Tells the workers that an item is decided and which pairs it brought.
  func didDecide(item: Int, kept: [SeedTask]) {
    state.with { state in
      if settings.generatedDemonstrations > 0 { state.generated += kept }
      if (item + 1).isMultiple(of: settings.snapshotRequests) {
        state.snapshots.append(state.generated.count)
      }
    }
  }

  /// Ends all work; requests in flight are given up.
  func stop() { state.with { $0.isStopped = true } }

  /// Starts nothing new and gives the replies in flight a little time to reach the journal.
  func drain() {
    let end = monotonicSeconds() + Self.drainSeconds
    state.with { $0.isDraining = true }
    state.wait { state in
      state.inFlight == 0 || monotonicSeconds() > end ? () : nil
    }
    stop()
  }

  private var settings: AlpacaSettings { fetcher.requests.settings }

  private func claim() -> (item: Int, generated: ArraySlice<SeedTask>)? {
    state.wait { state in
      if state.isStopped || state.isDraining { return .some(nil) }
      let item = state.nextToClaim
      guard item < settings.maximumRequests else { return .some(nil) }
      guard item < state.nextToTake + window, let visible = visible(to: item, state) else {
        return nil
      }
      state.nextToClaim += 1
      state.inFlight += 1
      return .some((item, state.generated[..<visible]))
    }
  }

  /// How many generated pairs an item may show; nil while that is not yet decided.
  private func visible(to item: Int, _ state: State) -> Int? {
    let epoch = item / settings.snapshotRequests
    guard settings.generatedDemonstrations > 0, epoch >= 2 else { return 0 }
    return epoch - 2 < state.snapshots.count ? state.snapshots[epoch - 2] : nil
  }
}
