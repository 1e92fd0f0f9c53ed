import Glibc
import TestSupport
import Testing

/// A run from its start to its resumption.
@Suite struct RunTests {
  private let finished: QuickRun.Finished

  init() throws { finished = try QuickRun.finished.get() }

  @Test func `damaged samples end a run with status 2 and a note, after the funnel`() {
    #expect(finished.command.status == 2)
    #expect(finished.command.errors.contains("7 damaged records were skipped"))
    #expect(finished.command.errors.contains("dropped/read"))
    for line in ["documents left after each stage", "deduplicate-minhash", "kept", "skipped"] {
      #expect(finished.command.output.contains(line))
    }
    #expect(finished.command.output.contains("outputs in \(finished.run)"))
  }

  @Test func `the report's funnel adds up for every source`() throws {
    let report = try JSON(TemporaryFolder.bytes(ofFile: finished.run + "/report.json"))
    let sources = report["sources"]?.items ?? []
    #expect(sources.compactMap { $0["name"]?.text } == ["books", "sentences", "web"])
    for source in sources {
      let stages = source["stages"]?.items ?? []
      #expect(!stages.isEmpty)
      var left = try #require(source["read"]?["documents"]?.number)
      for stage in stages {
        left -= try #require(stage["dropped"]?["documents"]?.number)
        #expect(stage["remaining"]?.number == left)
      }
      #expect(source["kept"]?["documents"]?.number == left)
    }
    let phases = try #require(report["phases"])
    #expect(phases.keys.isSuperset(of: ["mix", "train", "generate", "finetune"]))
    #expect(phases["train"]?["steps"]?.number == 40)
    let validation = phases["train"]?["validation"]?.items.compactMap { $0["loss"]?.number } ?? []
    #expect(validation.count == 4)
    #expect(validation == validation.sorted(by: >))
  }

  @Test func `a run leaves what the design promises`() {
    for name in [
      "plan.json", "phases/inputs.jsonl", "report.json", "done/train/0.json",
      "documents/web/web-00000.jsonl.zst", "documents/books/the-clockmakers-ferry.jsonl.zst",
      "dropped/gopher-quality/web-web-00001.jsonl.zst", "signals/web-web-00003.signals",
      "tokens/train-00000.tokens", "tokens/validation.tokens", "tokens/tokenizer.json",
      "tokens/llm.c/train_000000.bin", "checkpoint/config.json", "checkpoint/model.safetensors",
      "checkpoint/tokenizer.json", "checkpoint/finetuned/model.safetensors", "pairs/pairs.jsonl",
    ] {
      #expect(access(finished.run + "/" + name, R_OK) == 0, "\(name)")
    }
  }

  @Test func `verify prints one SHA-256`() {
    #expect(finished.digest.count == 65)
    #expect(finished.digest.dropLast().allSatisfy { $0.isHexDigit })
  }

  @Test func `status tells every phase done`() throws {
    let status = try Command.sluice(["status", finished.run, "--json"])
    #expect(status.status == 0)
    let report = try status.json
    #expect(report.keys == ["name", "fingerprint", "complete", "phases"])
    #expect(report["complete"]?.isTrue == true)
    for phase in report["phases"]?.items ?? [] {
      #expect(phase.keys == ["phase", "tasks", "done", "seconds"])
      #expect(phase["done"] == phase["tasks"])
    }
    let text = try Command.sluice(["status", finished.run])
    #expect(text.output.hasPrefix("quickstart: complete\n"))
  }

  @Test func `resuming a finished run does nothing again`() throws {
    let before = try Command.shell("ls -l --full-time '\(finished.run)/done/train'")
    let resumed = try Command.sluice(["resume", finished.run])
    #expect(resumed.status == 2)
    #expect(
      try Command.shell("ls -l --full-time '\(finished.run)/done/train'").output == before.output)
    #expect(try QuickRun.digest(of: finished.run) == finished.digest)
  }

  @Test(arguments: [
    ["--set", "seed=2"], ["--set", "gopher-quality.minimumWords=60"], ["--strict"],
  ])
  func `another plan in the same folder is refused`(change: [String]) throws {
    let refused = try Command.sluice(QuickRun.arguments(into: finished.run) + change)
    #expect(refused.status == 64)
    #expect(refused.errors.contains("holds the run of another plan"))
    #expect(refused.errors.contains("choose another --output"))
    #expect(try QuickRun.digest(of: finished.run) == finished.digest)
  }

  @Test func `strict stops at the first damaged record with status 65`() throws {
    let folder = TemporaryFolder()
    let stopped = try Command.sluice(
      QuickRun.arguments(into: folder.path + "/run") + ["--strict"])
    #expect(stopped.status == 65)
    #expect(stopped.errors.contains("samples/web/web-0000"))
    #expect(stopped.errors.contains(": error: "))
    #expect(access(folder.path + "/run/documents", F_OK) != 0)
  }

  @Test func `tasks run one by one as processes give the same bytes as a run`() throws {
    let folder = TemporaryFolder()
    let run = folder.path + "/by-hand"
    let planned = try Command.sluice(
      ["plan", "pipelines/quickstart.yaml", "--output", run, "--json"] + QuickRun.options)
    #expect(planned.status == 0)
    let phases = try #require(try planned.json["phases"]?.items)
    #expect(phases.count > 10)
    for phase in phases {
      let name = try #require(phase["name"]?.text)
      let tasks = try #require(phase["tasks"]?.number.map { Int($0) })
      // The last first: no task depends on another of its phase.
      for index in (0..<tasks).reversed() {
        let task = try Command.sluice(
          ["task", "--plan", run + "/plan.json", "--phase", name, "--index", "\(index)"])
        #expect(task.status == 0, "\(name) \(index): \(task.errors)")
      }
    }
    #expect(try QuickRun.digest(of: run) == finished.digest)
    let resumed = try Command.sluice(["resume", run, "--quiet"])
    #expect(resumed.status == 2)
    #expect(try QuickRun.digest(of: run) == finished.digest)
  }

  @Test func `a task whose predecessors are not finished asks to be tried again`() throws {
    let folder = TemporaryFolder()
    let run = folder.path + "/run"
    _ = try Command.sluice(["plan", "pipelines/quickstart.yaml", "--output", run])
    let early = try Command.sluice(
      ["task", "--plan", run + "/plan.json", "--phase", "mix", "--index", "0"])
    #expect(early.status == 75)
    #expect(early.errors.contains("needs task 0 of phase"))
    let unknown = try Command.sluice(
      ["task", "--plan", run + "/plan.json", "--phase", "mixing", "--index", "0"])
    #expect(unknown.status == 64)
    let beyond = try Command.sluice(
      ["task", "--plan", run + "/plan.json", "--phase", "mix", "--index", "1"])
    #expect(beyond.status == 64)
  }
}
