import Glibc
import TestSupport
import Testing

/// `sluice tokenize`, and pipelines that encode while they read.
@Suite struct TokenizeTests {
  private let folder = TemporaryFolder()
  private var run: String { folder.path + "/run" }

  private func tokenizer() throws -> String {
    try QuickRun.finished.get().run + "/tokens/tokenizer.json"
  }

  /// Lines of JSON, a document each.
  private func lines(_ texts: [String]) -> String {
    texts.map { #"{"text":"\#($0)"}"# + "\n" }.joined()
  }

  private func tokenize(
    _ inputs: String, _ options: String..., expecting status: Int32 = 0
  ) throws -> Command {
    let arguments = ["tokenize", inputs, "--tokenizer", try tokenizer(), "--output", run]
    let result = try Command.sluice(arguments + options)
    #expect(result.status == status, "\(result.errors)")
    return result
  }

  /// What `inspect` says of the training shards, in order.
  private func trainingShards() throws -> [JSON] {
    let names = try Command.shell("ls '\(run)'/tokens/train-*.tokens").output
    let paths = names.split(separator: "\n").map(String.init)
    return try Command.sluice(["inspect", "--json"] + paths).json["files"]?.items ?? []
  }

  @Test func `tokenize writes the shards of a pipeline, and no documents unless asked`() throws {
    _ = try tokenize("samples/web", "--workers", "2", "--quiet", expecting: 2)
    let pipeline = folder.write(
      """
      sources: { input: { files: samples/web } }
      tokens: { tokenizer: { file: \(try tokenizer()) } }
      """, to: "pipeline.yaml")
    let other = folder.path + "/other"
    let kept = try Command.sluice(["run", pipeline, "--output", other, "--workers", "1", "--quiet"])
    #expect(kept.status == 2)
    #expect(try Command.shell("diff -r '\(run)/tokens' '\(other)/tokens'").status == 0)
    #expect(access(run + "/documents", F_OK) != 0)
    #expect(access(other + "/documents/input/web-00000.jsonl.zst", R_OK) == 0)
    #expect(try !QuickRun.digest(of: run).isEmpty)
    let life = try Command.sluice(["why", run, "input/web-00000:3", "--json"]).json
    #expect(life["fate"]?.text == "kept")
    #expect(life["tokens"]?.items.count == 1)
  }

  @Test func `documents that must wait for their tokenizer cannot be left out`() throws {
    let pipeline = folder.write(
      """
      sources: { web: { files: samples/web } }
      tokens: { tokenizer: { train: {} }, keepDocuments: false }
      """, to: "pipeline.yaml")
    let result = try Command.sluice(["run", pipeline, "--output", run])
    #expect(result.status == 64)
    #expect(result.errors.contains("pipeline.yaml:2:52: error: 'tokens': 'keepDocuments' is false"))
  }

  @Test func `every document above the shard limit fills a shard of its own`() throws {
    let words = (0..<2_000).map { "w\($0)" }.joined(separator: " ")
    let long = Array(repeating: words, count: 40).joined(separator: " ")
    let input = folder.write(lines([words, long, words, words, long]), to: "in.jsonl")
    _ = try tokenize(input, "--shard-tokens", "1000", "--validation-fraction", "0", "--quiet")
    let shards = try trainingShards()
    #expect(shards.count == 5)
    #expect(shards.allSatisfy { $0["records"]?.number == 1 })
    let sizes = shards.compactMap { $0["tokens"]?.number }.sorted()
    #expect(sizes.count == 5 && sizes[3] == sizes[4] && sizes[3] > 30 * sizes[0])
  }

  @Test func `small documents fill shards up to the limit`() throws {
    let text = (0..<40).map { "w\($0)" }.joined(separator: " ")
    let encoded = try Command.sluice(
      ["tokenizer", "encode", "--tokenizer", try tokenizer()], input: lines([text])
    ).json
    let tokens = (encoded["ids"]?.items.count ?? 0) + 1
    let input = folder.write(
      lines(Array(repeating: text, count: 100)), to: "in.jsonl")
    _ = try tokenize(input, "--shard-tokens", "1000", "--validation-fraction", "0", "--quiet")
    let each = (1_000 + tokens - 1) / tokens
    #expect(try trainingShards().count == (100 + each - 1) / each)
  }

  @Test func `a record above the limit is quarantined in pieces and the others are encoded`() throws
  {
    let input = folder.write(
      lines(["first", String(repeating: "long ", count: 100_000), "last"]), to: "in.jsonl")
    let pipeline = folder.write(
      """
      sources: { web: { files: \(input), maximumRecordBytes: 4096 } }
      tokens:
        tokenizer: { file: \(try tokenizer()) }
        validationFraction: 0
        keepDocuments: false
      """, to: "pipeline.yaml")
    let result = try Command.sluice(["run", pipeline, "--output", run, "--quiet"])
    #expect(result.status == 2)
    #expect(try trainingShards().first?["records"]?.number == 2)
    let raw = try Command.shell("zstd -dc '\(run)/dropped/read/web-in.raw.zst' | wc -c").output
    #expect(raw.hasPrefix("500012"))
  }

  @Test(arguments: [300])
  func `many tiny shards end in one token shard`(count: Int) throws {
    try checkTinyShards(count)
  }

  @Test(.tags(.slow), .enabled(if: SlowTests.enabled), arguments: [10_000])
  func `ten thousand tiny shards end in one token shard, in flat memory`(count: Int) throws {
    try checkTinyShards(count)
  }

  private func checkTinyShards(_ count: Int) throws {
    for number in 0..<count {
      folder.write(lines(["document \(number)"]), to: "shards/s\(number).jsonl")
    }
    let running = try RunningCommand(
      Command.path,
      [
        "tokenize", folder.path + "/shards", "--tokenizer", try tokenizer(), "--output", run,
        "--workers", "2", "--validation-fraction", "0.1", "--quiet",
      ])
    var peak = 0
    while running.isRunning {
      peak = max(peak, running.peakMemoryBytes ?? 0)
      usleep(2_000)
    }
    let result = running.wait()
    #expect(result.status == 0, "\(result.errors)")
    #expect(peak > 0 && peak < 300 << 20)
    let files = try Command.shell("cd '\(run)/tokens' && ls").output
    #expect(files == "tokenizer.json\ntrain-00000.tokens\nvalidation.tokens\n")
    let report = try Command.sluice(["inspect", run + "/tokens", "--json"]).json
    let shards = report["files"]?.items.filter { $0["format"]?.text == "token-shard" } ?? []
    let documents = shards.compactMap { $0["records"]?.number }.reduce(0, +)
    #expect(documents == Double(count))
  }
}
