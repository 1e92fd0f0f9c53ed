import Glibc

/// Seconds of each of the last 20 steps, for reports only: no result depends on a clock.
struct Stopwatch {
  private var recent: [Double] = []
  private var started = 0.0

  mutating func start() { started = Self.now }

  /// Seconds since the start.
  mutating func stop() -> Double {
    let seconds = Self.now - started
    recent.append(seconds)
    if recent.count > 20 { recent.removeFirst() }
    return seconds
  }

  /// The median of the last 20; 0 before the first.
  var median: Double { recent.isEmpty ? 0 : recent.sorted()[recent.count / 2] }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
