import Glibc
import TestSupport
import Testing

/// Near duplicates among very many short documents.
@Suite(.tags(.slow), .enabled(if: SlowTests.enabled)) struct ScaleTests {
  private static let shards = 4
  private static let documentsPerShard = 150_000
  private static let copyEvery = 1000

  /// Short documents of random words; one of a thousand is a copy of the one before.
  private func writeCorpus(in folder: TemporaryFolder) {
    for shard in 0..<Self.shards {
      var random = SplitMix64(seed: UInt64(shard))
      var lines: [UInt8] = []
      var text = ""
      for document in 0..<Self.documentsPerShard {
        if document % Self.copyEvery != Self.copyEvery - 1 {
          text = (0..<12).map { _ in String(random.next() >> 44, radix: 36) }
            .joined(separator: " ")
        }
        lines += Array("{\"text\":\"\(text)\"}\n".utf8)
      }
      folder.write(lines, to: "corpus/shard-\(shard).jsonl")
    }
    folder.write(
      "{ sources: { made: { files: corpus } }, stages: [{ deduplicate: { method: minhash } }] }",
      to: "pipeline.yaml")
  }

  @Test func `600,000 documents deduplicate below 192 MiB on one worker, as estimated`() throws {
    let folder = TemporaryFolder()
    writeCorpus(in: folder)
    let plan = try Command.sluice(["plan", "pipeline.yaml", "--json"], in: folder.path)
    let estimate = try #require(try plan.json["estimate"])
    let process = try RunningCommand(
      Command.path,
      [
        "run", "pipeline.yaml", "--output", "run", "--memory", "192M", "--workers", "1", "--quiet",
      ], in: folder.path)
    let (ended, peak) = process.waitWatchingMemory()
    #expect(ended.status == 0, "\(ended.errors)")
    print("note: 600,000 short documents: peak \(peak >> 20) MiB of 192")
    #expect(peak < 192 << 20)

    let report = try JSON(folder.read("run/report.json"))
    let documents = Self.shards * Self.documentsPerShard
    let copies = documents / Self.copyEvery
    let kept = try #require(report["sources"]?.items.first?["kept"]?["documents"]?.number)
    #expect(Int(kept) == documents - copies)

    let foreseen = try #require(estimate["documents"]?.number)
    #expect(abs(foreseen / Double(documents) - 1) < 0.1)
    let used = try Command.shell(
      "du -scb data documents dropped signals | tail -1", in: folder.path + "/run")
    let bytes = try #require(
      used.output.split(separator: "\t").first.flatMap { Double(String($0)) })
    let foreseenBytes = try #require(estimate["diskBytes"]?.number)
    #expect(abs(foreseenBytes / bytes - 1) < 0.3)
  }
}
