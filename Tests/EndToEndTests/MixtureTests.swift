import Glibc
import TestSupport
import Testing

/// The mixture from the pipeline file to the token shards and the trainer.
@Suite struct MixtureTests {
  private let folder = TemporaryFolder()

  /// A shard of documents of ten to forty words, of which no two are alike.
  private func shard(_ name: String, documents: Int, note: (Int) -> String = { _ in "" }) -> String
  {
    var random = SplitMix64(seed: UInt64(name.utf8.count) &* 31 &+ UInt64(documents))
    let lines = (0..<documents).map { document in
      let words = (0..<Int.random(in: 10...40, using: &random)).map { _ in
        "w\(Int.random(in: 0..<400, using: &random))"
      }
      return "{\"text\":\"\(name) \(document) \(words.joined(separator: " "))\"\(note(document))}\n"
    }
    return lines.joined()
  }

  /// Runs a pipeline of a source `web` (files `web-*.jsonl`) and returns its run folder.
  private func run(
    _ name: String, mixture: String = "", tokens: String = "", stages: String = "",
    tokenizer: String = "train: { vocabularySize: 300 }"
  ) throws -> String {
    let file = folder.write(
      """
      sources: { web: { files: \(folder.path)/web-*.jsonl } }
      \(stages)
      \(mixture)
      tokens:
        tokenizer: { \(tokenizer) }
        sequenceLength: 32
        \(tokens)
      """, to: "\(name).yaml")
    let output = folder.path + "/" + name
    let result = try Command.sluice(["run", file, "--output", output, "--quiet"])
    #expect(result.status == 0, "\(result.errors)")
    return output
  }

  @Test func `plan shows what the mixture takes of each source, and json has it`() throws {
    let plan = ["plan", "pipelines/quickstart.yaml"]
    let text = try Command.sluice(plan)
    #expect(text.status == 0)
    for part in ["mixture: about", "effective tokens", "sentences", "tokens are estimated"] {
      #expect(text.output.contains(part), "\(text.output)")
    }
    let json = try Command.sluice(plan + ["--json"]).json
    #expect(json.keys.isSuperset(of: ["fingerprint", "mixture", "phases"]))
    let sources = json["mixture"]?["sources"]?.items ?? []
    #expect(sources.compactMap { $0["name"]?.text } == ["books", "sentences", "web"])
    #expect(abs(sources.compactMap { $0["share"]?.number }.reduce(0, +) - 1) < 1e-9)
    let greedy = try Command.sluice(plan + ["--set", "mixture.tokens=100000000"])
    #expect(greedy.output.contains("by this estimate the run will be refused"))
  }

  @Test func `plan counts the tokens of finished sets, and refuses steps they cannot feed`() throws
  {
    folder.write(shard("web-a", documents: 100), to: "web-a.jsonl")
    let tokens = try run("one") + "/tokens"
    let counted = try TokenIndex(tokens + "/train-00000.tokens").tokenCount
    let file = folder.write(
      """
      tokens: { from: { a: \(tokens), b: \(tokens) }, sequenceLength: 32 }
      mixture: { weights: { a: 3, b: 1 } }
      train: { steps: 10, batchRows: 4, model: { layers: 1, width: 32, heads: 2 } }
      """, to: "sets.yaml")
    let mixture = try Command.sluice(["plan", file, "--json"]).json["mixture"]
    #expect(mixture?["isEstimated"] == .boolean(false))
    #expect(mixture?["tokens"]?.number == Double(10 * 4 * 32))
    let sources = mixture?["sources"]?.items ?? []
    #expect(sources.compactMap { $0["tokens"]?.number } == [Double(counted), Double(counted)])
    #expect(sources.compactMap { $0["share"]?.number } == [0.75, 0.25])
    let endless = try Command.sluice(["plan", file, "--set", "train.steps=100000"])
    #expect(endless.status == 64)
    #expect(endless.errors.contains("take fewer steps or raise maximumEpochs"), "\(endless.errors)")
    for (setting, says) in [
      ("mixture.tokens=5", "the trainer's steps decide it"),
      ("mixture.rehydrate.copies=log2", "finished token shards"),
      ("mixture.epochs.a=2", "'weights'"), ("tokens.from=\(tokens)", "needs several token sets"),
    ] {
      let refused = try Command.sluice(["plan", file, "--set", setting])
      #expect(refused.status == 64)
      #expect(refused.errors.contains(says), "\(refused.errors)")
    }
  }

  @Test func `a target above what the sources hold fails with their limits`() throws {
    folder.write(shard("web-a", documents: 40), to: "web-a.jsonl")
    let file = folder.write(
      """
      sources: { web: { files: \(folder.path)/web-*.jsonl } }
      tokens: { tokenizer: { train: { vocabularySize: 300 } } }
      mixture: { tokens: 1000000 }
      """, to: "greedy.yaml")
    let result = try Command.sluice(["run", file, "--output", folder.path + "/run", "--quiet"])
    #expect(result.status == 64)
    for part in ["is 1,000,000", "at most", "web", "4 epochs", "allowSmaller"] {
      #expect(result.errors.contains(part), "\(result.errors)")
    }
  }

  @Test func `documents stay on their side of the split when a shard is added`() throws {
    folder.write(shard("web-b", documents: 300), to: "web-b.jsonl")
    let before = try run("before", tokens: "validationFraction: 0.2")
    // It sorts before the other, so that every document gets another ordinal.
    folder.write(shard("web-a", documents: 200), to: "web-a.jsonl")
    let after = try run("after", tokens: "validationFraction: 0.2")
    let held = try TokenIndex(before + "/tokens/validation.tokens")
    let trained = try TokenIndex(before + "/tokens/train-00000.tokens")
    let heldAfter = try TokenIndex(after + "/tokens/validation.tokens")
    let trainedAfter = try TokenIndex(after + "/tokens/train-00000.tokens")
    #expect(held.documents.count > 30 && heldAfter.documents.count > held.documents.count)
    #expect(held.keys.isSubset(of: heldAfter.keys))
    #expect(trained.keys.isSubset(of: trainedAfter.keys))
    #expect(heldAfter.keys.isDisjoint(with: trainedAfter.keys))
  }

  /// Three members to a cluster, as a deduplication that only marks would leave them.
  @Test func `members of one cluster that were all kept stand on one side`() throws {
    let text = shard("web-a", documents: 90) { document in
      #","sluice":{"deduplicate.cluster":"web/web-a:\#(document / 3 * 3 + 1)"}"#
    }
    folder.write(text, to: "web-a.jsonl")
    let run = try run("marked", tokens: "validationFraction: 0.5")
    let held = try TokenIndex(run + "/tokens/validation.tokens")
    let trained = try TokenIndex(run + "/tokens/train-00000.tokens")
    #expect(held.documents.count + trained.documents.count == 90)
    #expect(held.documents.count % 3 == 0 && (15...75).contains(held.documents.count))
    // With a tokenizer at hand documents are encoded as they are read, on the same sides.
    let direct = try self.run(
      "direct", tokens: "validationFraction: 0.5", tokenizer: "file: \(run)/tokens/tokenizer.json")
    #expect(try TokenIndex(direct + "/tokens/validation.tokens").keys == held.keys)
    // Record by record each document would be held out by itself: thirty triples would not all agree.
    folder.write(shard("web-a", documents: 90), to: "web-a.jsonl")
    let unmarked = try TokenIndex(
      try self.run("unmarked", tokens: "validationFraction: 0.5") + "/tokens/validation.tokens")
    #expect(unmarked.keys != held.keys)
  }

  @Test func `about the tokens asked for are held out, and none that was trained on later`() throws
  {
    folder.write(shard("web-a", documents: 1500), to: "web-a.jsonl")
    let before = try run("before", tokens: "validationTokens: { web: 10000 }")
    let held = try TokenIndex(before + "/tokens/validation.tokens")
    #expect(abs(held.tokenCount - 10_000) < 2500, "\(held.tokenCount)")
    folder.write(shard("web-bb", documents: 1500), to: "web-b.jsonl")
    let after = try run("after", tokens: "validationTokens: 10000")
    let heldAfter = try TokenIndex(after + "/tokens/validation.tokens")
    #expect(abs(heldAfter.tokenCount - 10_000) < 2500, "\(heldAfter.tokenCount)")
    let trained = try TokenIndex(before + "/tokens/train-00000.tokens")
    #expect(heldAfter.keys.isDisjoint(with: trained.keys))
    #expect(!heldAfter.keys.isDisjoint(with: held.keys))
  }

  @Test func `a fraction of a source is used, and the rest stays untouched`() throws {
    folder.write(shard("web-a", documents: 400), to: "web-a.jsonl")
    let run = try run(
      "part", mixture: "mixture: { maximumFraction: 0.25 }", tokens: "validationFraction: 0")
    let trained = try TokenIndex(run + "/tokens/train-00000.tokens")
    #expect((60...140).contains(trained.documents.count))
    let report = try JSON(TemporaryFolder.bytes(ofFile: run + "/report.json"))
    let notes = report["phases"]?["mix"]?["notes"]?.items.compactMap(\.text) ?? []
    #expect(notes.contains { $0.contains("'web' gives 0.25 of its documents") })
  }

  @Test func `rehydrated documents stand as often as their clusters say, never side by side`()
    throws
  {
    // Document i stands i % 5 + 1 times in the input.
    let lines = shard("web-a", documents: 60).split(separator: "\n")
    let copies = lines.enumerated().flatMap { Array(repeating: $1, count: $0 % 5 + 1) }
    folder.write(copies.joined(separator: "\n") + "\n", to: "web-a.jsonl")
    let run = try run(
      "wet", mixture: "mixture: { rehydrate: { copies: linear, maximumCopies: 4 } }",
      tokens: "validationFraction: 0", stages: "stages: [deduplicate: { method: exact }]")
    let documents = try TokenIndex(run + "/tokens/train-00000.tokens").documents
    #expect(documents.count == 12 * (1 + 2 + 3 + 4 + 4))
    let counts = Dictionary(documents.map { ($0.key, 1) }, uniquingKeysWith: +)
    #expect(counts.values.sorted() == (0..<60).map { min($0 % 5 + 1, 4) }.sorted())
    #expect(zip(documents, documents.dropFirst()).allSatisfy { $0.key != $1.key })
    #expect(documents.allSatisfy { $0.epoch == 0 })
  }

  @Test func `token sets are mixed while training, the same way each time`() throws {
    folder.write(shard("web-a", documents: 100), to: "web-a.jsonl")
    let tokens = try run("one", tokens: "validationFraction: 0.1") + "/tokens"
    func mixed(_ name: String, _ options: [String]) throws -> Command {
      try Command.sluice(
        ["train", "--tokens", "a=\(tokens)", "--tokens", "b=\(tokens)", "--sequence-length", "32"]
          + ["--output", "\(folder.path)/\(name)", "--set", "steps=6", "--set", "batchRows=3"]
          + ["layers=1", "width=32", "heads=2"].flatMap { ["--set", "model." + $0] } + options)
    }
    let first = try mixed("t1", ["--weights", "a=0.7,b=0.3"])
    #expect(first.status == 0, "\(first.errors)")
    for part in ["mixture: 576 training tokens", "0.700", "0.300"] {
      #expect(first.output.contains(part), "\(first.output)")
    }
    let report = try JSON(TemporaryFolder.bytes(ofFile: folder.path + "/t1/report.json"))
    let train = report["phases"]?["train"]
    #expect(train?["mixture"]?["sources"]?.items.compactMap { $0["weight"]?.number } == [0.7, 0.3])
    // Both sets are the same tokens: one by one and joined they are judged alike.
    let losses = train?["validationBySet"]?.items.compactMap { $0["loss"]?.number } ?? []
    let joint = train?["validation"]?.items.last?["loss"]?.number ?? 0
    #expect(losses.count == 2 && losses.allSatisfy { abs($0 - joint) < 1e-5 }, "\(losses)")
    let digest = try QuickRun.digest(of: folder.path + "/t1")
    #expect(try mixed("t2", ["--weights", "a=7,b=3", "--workers", "1"]).status == 0)
    #expect(try QuickRun.digest(of: folder.path + "/t2") == digest && digest != "")
    #expect(try mixed("t3", ["--weights", "a=0.3,b=0.7"]).status == 0)
    #expect(try QuickRun.digest(of: folder.path + "/t3") != digest)
    for (options, says) in [
      (["--weights", "a=1,c=1"], "'c'"), (["--weights", "a"], "expected name=weight"),
      (["--set", "steps=100000"], "the sets give at most"),
    ] {
      let refused = try mixed("t4", options)
      #expect(refused.status == 64)
      #expect(refused.errors.contains(says), "\(refused.errors)")
    }
  }

  @Test func `a training on mixed sets, killed twice and resumed, ends in the same bytes`() throws {
    folder.write(shard("web-a", documents: 200), to: "web-a.jsonl")
    let tokens = try run("one", tokens: "validationFraction: 0.1") + "/tokens"
    func arguments(_ name: String) -> [String] {
      [
        "train", "--tokens", "a=\(tokens)", "--tokens", "b=\(tokens)", "--weights", "a=0.7,b=0.3",
        "--sequence-length", "32", "--output", "\(folder.path)/\(name)", "--maximum-epochs", "1000",
        "--quiet", "--set", "steps=600", "--set", "batchRows=4", "--set", "checkpointInterval=50",
      ] + ["layers=2", "width=64", "heads=2"].flatMap { ["--set", "model." + $0] }
    }
    let straight = try Command.sluice(arguments("straight"))
    #expect(straight.status == 0, "\(straight.errors)")
    for _ in 0..<2 {
      let process = try RunningCommand(Command.path, arguments("killed"))
      // Rows are drawn once the first losses are on disk.
      while access(folder.path + "/killed/data/train/losses.jsonl", F_OK) != 0, process.isRunning {
        usleep(500)
      }
      usleep(200_000)
      process.send(SIGKILL)
      #expect(process.wait().status == 137)
    }
    let resumed = try Command.sluice(["resume", folder.path + "/killed", "--quiet"])
    #expect(resumed.status == 0, "\(resumed.errors)")
    let digest = try QuickRun.digest(of: folder.path + "/straight")
    #expect(try QuickRun.digest(of: folder.path + "/killed") == digest && digest != "")
  }

  @Test func `token sets of two tokenizers are refused by name`() throws {
    folder.write(shard("web-a", documents: 100), to: "web-a.jsonl")
    let one = try run("one") + "/tokens"
    folder.write(shard("web-other", documents: 100), to: "web-a.jsonl")
    let other = try run("other") + "/tokens"
    let refused = try Command.sluice([
      "train", "--tokens", "a=\(one)", "--tokens", "b=\(other)", "--sequence-length", "32",
      "--output", folder.path + "/mixed", "--set", "steps=2", "--quiet",
    ])
    #expect(refused.status == 64)
    #expect(refused.errors.contains("the token set 'b'"), "\(refused.errors)")
    #expect(refused.errors.contains("tokenizer"))
  }
}
