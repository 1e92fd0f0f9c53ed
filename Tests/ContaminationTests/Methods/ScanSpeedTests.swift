import Contamination
import Glibc
import Pipelines
import Shards
import TestSupport
import Testing

private let benchmarkShard = getenv("SLUICE_BENCH_SHARD").map { String(cString: $0) }

/// How fast methods search, and what an index holds: it is printed, nothing is asserted about it.
///
/// Set `SLUICE_BENCH_SHARD` to a shard of JSON lines and run this suite of a release build.
@Suite(.serialized, .enabled(if: benchmarkShard != nil && SharedData.isAvailable))
struct ScanSpeedTests {
  private static let rounds = 3
  private static let sets = [
    "eval/HumanEval.jsonl.gz", "eval/aqua-test.jsonl", "eval/arc-challenge-validation.jsonl",
    "eval/gpt3-three_digit_addition.jsonl", "eval/gsm8k-test.jsonl", "eval/lambada_openai.jsonl",
    "eval/mbpp.jsonl", "eval/mmlu-test.jsonl.zst", "eval/openbookqa-validation.jsonl",
  ]

  @Test(
    "texts in memory are searched for all shared sets at a rate that is printed",
    arguments: ContaminationMethods.all.map { $0.name })
  func rate(method: String) throws {
    let texts = try texts(of: #require(benchmarkShard))
    let megabytes = Double(texts.reduce(0) { $0 + $1.count }) / 1e6
    let sets = try BenchmarkSet.load(Self.sets, from: SharedShards())
    let begin = threadSeconds()
    let search = try ContaminationMethods.named(method).init().prepare(sets)
    let prepared = threadSeconds() - begin
    var searcher = search.makeSearcher()
    var found = 0
    let rates = (0..<Self.rounds).map { _ in
      let start = threadSeconds()
      found = texts.count { !searcher.search($0).matches.isEmpty }
      return megabytes / (threadSeconds() - start)
    }
    #expect(search.itemCount > 20_000)
    print(
      "\(method): \(Int(rates.sorted()[Self.rounds / 2])) MB of text a CPU second of one thread",
      "over \(Int(megabytes)) MB; \(found) of \(texts.count) documents with a match;",
      "prepared in \(Int(1000 * prepared)) ms")
  }

  @Test("the memory of an index of ten million n-grams is printed")
  func memory() throws {
    let before = residentBytes()
    let sets = [makeSet("many", (0..<100_000).map { words("w\($0)x", 112) })]
    let read = residentBytes()
    let search = try GPT3Overlap().prepare(sets)
    let prepared = residentBytes()
    #expect(search.itemCount == 100_000)
    print(
      "10 million n-grams: sets \((read - before) / 1_000_000) MB, index",
      "\((prepared - read) / 1_000_000) MB")
  }

  private func texts(of path: String) throws -> [[UInt8]] {
    let shard = InputShard(
      ordinal: 0, source: "bench", name: "shard", path: path, format: "jsonl", bytes: 0)
    var source = try ShardReader.open(shard, settings: ReadingSettings(), sink: ProblemRefusal())
    var all: [[UInt8]] = []
    var batch: [Document] = []
    while try source.nextBatch(into: &batch) { all += batch.map(\.text) }
    return all
  }

  private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// What the process holds now.
  private func residentBytes() -> Int {
    let fields = TemporaryFolder.bytes(ofFile: "/proc/self/statm").split(separator: 0x20)
    let pages = fields.count > 1 ? Int(String(decoding: fields[1], as: UTF8.self)) ?? 0 : 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
