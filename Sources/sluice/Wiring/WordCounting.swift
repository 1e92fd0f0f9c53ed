import Glibc
import Pipelines
import Shards
import Synchronization
import Tokens

/// Counts the words of shards on several threads, each with a table of its own.
///
/// Memory: the different words of all shards, once per worker and once for their sum.
struct WordCounting: Sendable {
  let shards: [InputShard]
  let reading: ReadingSettings
  let splitter: Splitter

  /// A counter on its way from the thread that filled it.
  ///
  /// Unchecked: that thread ends before another looks at it.
  private struct Filled: @unchecked Sendable {
    let counter: WordCounter
  }

  private struct Shared {
    var next = 0
    var counters: [Filled] = []
    var skipped: [SkippedRecords?]
    var failure: (shard: Int, error: any Error)?
  }

  /// The words, and the records of each shard that could not be used, in shard order.
  ///
  /// - `workers`: shards at the same time; nil for the number of processor cores.
  func run(workers: Int?) throws -> (WordCounter, [SkippedRecords]) {
    let count = min(workers ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))), shards.count)
    let shared = Mutex(Shared(skipped: Array(repeating: nil, count: shards.count)))
    onThreads(count) { _ in
      let counter = WordCounter(splitter: splitter)
      while let index = shared.withLock({ nextShard(&$0) }) {
        do {
          let skipped = try InputOptions.forEachDocument(of: shards[index], reading: reading) {
            counter.count($0.text.span)
          }
          if let failure = counter.failure { throw failure }
          shared.withLock { $0.skipped[index] = skipped }
        } catch {
          shared.withLock { state in
            if index < state.failure?.shard ?? .max { state.failure = (index, error) }
          }
        }
      }
      let filled = Filled(counter: counter)
      shared.withLock { $0.counters.append(filled) }
    }
    let state = shared.withLock { $0 }
    if let failure = state.failure { throw failure.error }
    let total = state.counters.first?.counter ?? WordCounter(splitter: splitter)
    for other in state.counters.dropFirst() { total.add(other.counter) }
    return (total, state.skipped.compactMap { $0 })
  }

  /// The next shard for a thread; none after a failure.
  private func nextShard(_ state: inout Shared) -> Int? {
    guard state.failure == nil, state.next < shards.count else { return nil }
    state.next += 1
    return state.next - 1
  }
}
