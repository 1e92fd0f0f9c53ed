import Deduplication
import Glibc
import Pipelines
import Shards
import TestSupport
import Testing

private let benchmarkShard = getenv("SLUICE_BENCH_SHARD").map { String(cString: $0) }

/// How fast signatures are made: it is printed, nothing is asserted about it.
///
/// Set `SLUICE_BENCH_SHARD` to a shard of JSON lines and run this suite of a release build.
@Suite(.enabled(if: benchmarkShard != nil)) struct SignatureSpeedTests {
  private static let rounds = 9

  @Test("texts in memory become band keys at a rate that is printed")
  func rate() throws {
    let documents = try documents(of: #require(benchmarkShard))
    let megabytes = Double(documents.reduce(0) { $0 + $1.text.count }) / 1e6
    let settings = MinHashSettings()
    var shingles = ShingleMaker(settings)
    var signature = SignatureMaker(
      settings.hashFamily, Banding(bands: settings.bands, rows: settings.rows))
    var shingling: [Double] = []
    var signing: [Double] = []
    for _ in 0..<Self.rounds {
      var shared = SharedScratch()
      let start = threadSeconds()
      for document in documents { shingles.fill(from: document, shared: &shared) }
      let middle = threadSeconds()
      for document in documents {
        shingles.fill(from: document, shared: &shared)
        signature.fill(from: shingles.hashes)
      }
      shingling.append(megabytes / (middle - start))
      signing.append(megabytes / (threadSeconds() - middle))
    }
    #expect(signature.bandKeys.count == settings.bands)
    print(
      "MB of text a CPU second of one thread, median of \(Self.rounds) over \(Int(megabytes)) MB:",
      "words and shingles \(Int(shingling.sorted()[Self.rounds / 2])),",
      "with \(settings.bands * settings.rows) minima \(Int(signing.sorted()[Self.rounds / 2]))")
  }

  private func documents(of path: String) throws -> [Document] {
    let shard = InputShard(
      ordinal: 0, source: "bench", name: "shard", path: path, format: "jsonl", bytes: 0)
    var source = try ShardReader.open(shard, sink: SharedShards.Refusal())
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
