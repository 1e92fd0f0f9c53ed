/// Threads that all run the same closure.
struct WorkerTeam {
  private let threads: [WorkerThread]

  /// - Throws: `SettingError` when the system gives no thread at all.
  init(count: Int, _ run: @escaping @Sendable () -> Void) throws(SettingError) {
    threads = (0..<count).compactMap { _ in WorkerThread(run) }
    try SettingError.check("workers", count, !threads.isEmpty, "a number that the system allows")
  }

  /// Waits for all of them.
  func join() {
    for thread in threads { thread.join() }
  }
}
