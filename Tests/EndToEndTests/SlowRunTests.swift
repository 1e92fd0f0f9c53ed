import Glibc
import TestSupport
import Testing

/// What takes minutes.
@Suite(.tags(.slow), .enabled(if: SlowTests.enabled)) struct SlowRunTests {
  @Test func `runs killed at 25 random moments and resumed give the bytes of the straight run`()
    throws
  {
    let script = Command.checkout + "/Tests/EndToEndTests/kill-and-resume.sh"
    let result = try RunningCommand(
      script,
      [Command.path, "pipelines/quickstart.yaml", "25"] + QuickRun.options
        + ["--set", "train.steps=200"]
    ).wait()
    print(result.output)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("all runs agree"))
    #expect(!result.output.contains("DIFFERS"))
  }

  @Test func `deduplication by every method, killed at random moments, gives the same bytes`()
    throws
  {
    let folder = TemporaryFolder()
    DeduplicationRun.write(in: folder, shards: 4, documents: 400)
    let script = Command.checkout + "/Tests/EndToEndTests/kill-and-resume.sh"
    let result = try RunningCommand(
      script, [Command.path, folder.path + "/pipeline.yaml", "25"], in: folder.path
    ).wait()
    print(result.output)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("all runs agree"))
    #expect(!result.output.contains("DIFFERS"))
  }

  /// A corpus of many times the size of what one task may hold.
  private static func corpus(in folder: TemporaryFolder, shards: Int, megabytes: Int) {
    for shard in 0..<shards {
      var random = SplitMix64(seed: UInt64(shard))
      var lines: [UInt8] = []
      while lines.count < megabytes << 20 {
        var text = ""
        for _ in 0..<Int.random(in: 5...30, using: &random) {
          for _ in 0..<Int.random(in: 8...20, using: &random) {
            // Few words are frequent and many are rare, as in language.
            let rank = Int(pow(60_000, Double.random(in: 0..<1, using: &random)))
            text += "w" + String(rank, radix: 26) + " "
          }
          text += "end.\\n"
        }
        lines += Array("{\"text\":\"\(text)\"}\n".utf8)
      }
      folder.write(lines, to: "corpus/shard-\(shard).jsonl")
    }
  }

  @Test(arguments: ["2", "4"])
  func `a run over 200 MB stays below a ceiling of 512 MiB`(workers: String) throws {
    let folder = TemporaryFolder()
    Self.corpus(in: folder, shards: 8, megabytes: 25)
    folder.write(
      """
      sources: { made: { files: corpus } }
      stages:
        - deduplicate: { method: exact }
        - deduplicate: { method: c4-line }
        - deduplicate: { method: minhash }
      tokens: { tokenizer: { train: { vocabularySize: 4096 } } }
      """, to: "pipeline.yaml")
    let process = try RunningCommand(
      Command.path,
      [
        "run", "pipeline.yaml", "--output", "run", "--memory", "512M", "--workers", workers,
        "--quiet",
      ],
      in: folder.path)
    let (ended, peak) = process.waitWatchingMemory()
    #expect(ended.status == 0, "\(ended.errors)")
    print("note: \(workers) workers, 200 MB of text: peak \(peak >> 20) MiB of 512")
    #expect(peak < 512 << 20)
    #expect(try QuickRun.digest(of: folder.path + "/run") != "")
    let source = try #require(JSON(folder.read("run/report.json"))["sources"]?.items.first)
    #expect(source["kept"]?["documents"] == source["read"]?["documents"])
  }
}
