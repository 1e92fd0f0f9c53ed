import Glibc
import Pipelines
import Synchronization

/// Works on shards side by side and hands the results on in shard order.
enum OrderedShards {
  /// - `workers`: shards at the same time; nil for the number of processor cores.
  /// - `work`: called on worker threads, once a shard.
  /// - `consume`: called on this thread in shard order.
  static func forEach<Result: Sendable>(
    _ shards: [InputShard], workers: Int?,
    _ work: @escaping @Sendable (InputShard) throws -> Result,
    consume: (Result) throws -> Void
  ) throws {
    let count = max(1, workers ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    var start = 0
    while start < shards.count {
      let window = Array(shards[start..<min(start + count, shards.count)])
      let results = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: window.count))
      onThreads(window.count) { index in
        let result = Swift.Result { try work(window[index]) }
        results.withLock { $0[index] = result }
      }
      for result in results.withLock({ $0 }) {
        guard let result else { continue }
        try consume(result.get())
      }
      start += count
    }
  }
}
