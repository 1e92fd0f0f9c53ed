/// How many requests a server gets at once: halved when it is overloaded, raised by one after
/// twenty clean replies (additive increase, multiplicative decrease; Chiu and Jain 1989).
final class InFlightLimit: Sendable {
  private struct State {
    var limit: Int
    var inFlight = 0
    var cleanReplies = 0
  }

  private let maximum: Int
  private let state: Monitor<State>

  init(maximum: Int) {
    self.maximum = maximum
    state = Monitor(State(limit: maximum))
  }

  /// Waits for a free place; false when `isCancelled` ended the wait.
  func enter(unless isCancelled: () -> Bool) -> Bool {
    state.wait { state in
      if isCancelled() { return false }
      guard state.inFlight < state.limit else { return nil }
      state.inFlight += 1
      return true
    }
  }

  func leave(wasOverloaded: Bool) {
    state.with { state in
      state.inFlight -= 1
      if wasOverloaded {
        state.limit = max(1, state.limit / 2)
        state.cleanReplies = 0
        return
      }
      state.cleanReplies += 1
      if state.cleanReplies >= 20, state.limit < maximum {
        state.limit += 1
        state.cleanReplies = 0
      }
    }
  }
}
