import Glibc
import TestSupport
import Testing

/// Whether `sluice verify` notices what was done to a run's outputs.
@Suite struct VerifyTests {
  private let folder = TemporaryFolder()
  private let run: String
  private let digest: String

  init() throws {
    let finished = try QuickRun.finished.get()
    run = folder.path + "/copy"
    digest = finished.digest
    #expect(try Command.shell("cp -a '\(finished.run)' '\(run)'").status == 0)
  }

  @Test func `a copy of a run has its digest`() throws {
    #expect(try QuickRun.digest(of: run) == digest)
  }

  @Test(arguments: [
    ("printf x >> checkpoint/model.safetensors", "checkpoint/model.safetensors: "),
    (
      "printf x | dd of=tokens/train-00000.tokens bs=1 seek=5000 conv=notrunc 2>/dev/null",
      "tokens/train-00000.tokens: "
    ),
    ("rm documents/web/web-00001.jsonl.zst", "documents/web/web-00001.jsonl.zst: missing"),
    ("echo x > signals/more.signals", "signals/more.signals: no task of this run made it"),
    ("rm done/mix/0.json", "task mix 0 is not finished"),
  ])
  func `what was changed behind the run's back is named, with status 1`(
    change: String, complaint: String
  ) throws {
    #expect(try Command.shell("cd '\(run)' && " + change).status == 0)
    let verified = try Command.sluice(["verify", run])
    #expect(verified.status == 1)
    #expect(verified.errors.contains(complaint))
    #expect(verified.errors.contains("sluice resume"))
  }

  @Test func `resume makes again what lost its marker`() throws {
    #expect(
      try Command.shell("cd '\(run)' && rm -r done/mix done/documents-2 tokens/*.tokens").status
        == 0)
    #expect(try Command.sluice(["resume", run, "--quiet"]).status == 2)
    #expect(try QuickRun.digest(of: run) == digest)
  }

  @Test(arguments: ["verify", "status", "resume", "why"])
  func `a folder that is no run is named`(command: String) throws {
    let empty = TemporaryFolder()
    let result = try Command.sluice(
      [command, empty.path] + (command == "why" ? ["web/web-00000:1"] : []))
    #expect(result.status == 1 || result.status == 64)
    #expect(result.errors.contains(empty.path))
  }
}
