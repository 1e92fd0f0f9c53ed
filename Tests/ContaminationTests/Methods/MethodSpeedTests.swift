import Contamination
import Glibc
import Pipelines
import Shards
import TestSupport
import Testing

private let benchmarkShard = getenv("SLUICE_BENCH_SHARD").map { String(cString: $0) }

/// How fast each method searches texts in memory: it is printed, nothing is asserted about it.
///
/// Set `SLUICE_BENCH_SHARD` to a shard of JSON lines and run this suite of a release build; the items are
/// those of all shared evaluation sets.
@Suite(.enabled(if: benchmarkShard != nil && SharedData.isAvailable)) struct MethodSpeedTests {
  private static let rounds = 5

  @Test("texts in memory are searched for all shared sets at a rate that is printed")
  func rate() throws {
    let documents = try documents(of: #require(benchmarkShard))
    let megabytes = Double(documents.reduce(0) { $0 + $1.text.count }) / 1e6
    let sets = try BenchmarkSet.load([SharedData.path("eval")], from: FileSideInputs())
    print(
      "MB of text a CPU second of one thread, median of \(Self.rounds) over \(Int(megabytes)) MB,",
      "\(sets.reduce(0) { $0 + $1.items.count }) items:")
    for method in ContaminationMethods.all {
      let start = threadSeconds()
      let search = try method.init().prepare(sets)
      let prepared = threadSeconds() - start
      var searcher = search.makeSearcher()
      var rates: [Double] = []
      var flagged = 0
      for _ in 0..<Self.rounds {
        let start = threadSeconds()
        flagged = documents.count { document in
          searcher.search(document.text).matches.contains(where: \.isContaminated)
        }
        rates.append(megabytes / (threadSeconds() - start))
      }
      print(
        "  \(method.name): \(Int(rates.sorted()[Self.rounds / 2])), \(flagged) documents flagged,",
        "prepared in \(Int(1000 * prepared)) ms")
    }
    #expect(!documents.isEmpty)
  }

  private func documents(of path: String) throws -> [Document] {
    let shard = InputShard(
      ordinal: 0, source: "bench", name: "shard", path: path, format: "jsonl", bytes: 0)
    var source = try ShardReader.open(shard, sink: ProblemRefusal())
    var all: [Document] = []
    var batch: [Document] = []
    while try source.nextBatch(into: &batch) { all += batch }
    return all
  }

  private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
