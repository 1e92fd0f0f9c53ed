import Synchronization

/// A flag that asks running tasks to stop; set by a signal handler or after a failure.
public final class Cancellation: Sendable {
  private let signal = Atomic<Int32>(0)

  public init() {}

  /// Asks to stop; `signal` is the signal's number, or 0 for another reason.
  public func request(signal number: Int32 = 0) {
    signal.store(number == 0 ? -1 : number, ordering: .relaxed)
  }

  public var isRequested: Bool { signal.load(ordering: .relaxed) != 0 }

  /// The number of the signal that asked, or nil.
  public var signalNumber: Int32? {
    let number = signal.load(ordering: .relaxed)
    return number > 0 ? number : nil
  }
}
