import Glibc
import TestSupport
import Testing

/// Inputs that cannot be used: told before the start where that is possible, else counted.
@Suite struct InputErrorTests {
  private let folder = TemporaryFolder()

  private func run(_ files: String, _ options: String...) throws -> Command {
    let text = "sources: { own: { files: '\(files)' } }\nstages: [gopher-quality]\n"
    folder.write(text, to: "pipeline.yaml")
    return try Command.sluice(
      ["run", "pipeline.yaml", "--output", "run"] + options, in: folder.path)
  }

  private func expectRefusal(_ result: Command, _ says: [String]) {
    #expect(result.status == 64)
    #expect(result.errors.hasPrefix("pipeline.yaml:1:12: error: source 'own': "))
    for part in says { #expect(result.errors.contains(part), "\(result.errors)") }
    #expect(access(folder.path + "/run", F_OK) != 0)
  }

  @Test func `a glob that matches nothing`() throws {
    expectRefusal(try run("*.json.gz"), ["'*.json.gz'", "matches no file", "check the path"])
  }

  @Test func `a file that does not exist`() throws {
    expectRefusal(try run("here.jsonl"), ["'here.jsonl' does not exist", "check the path"])
  }

  @Test func `a folder where a file is meant`() throws {
    mkdir(folder.path + "/shard.jsonl", 0o755)
    expectRefusal(try run("shard.jsonl"), ["found no file in the folder 'shard.jsonl'"])
  }

  @Test func `a name that tells no format`() throws {
    folder.write("{}\n", to: "shard.data")
    expectRefusal(try run("shard.data"), ["tells no format", "set 'format' to one of"])
  }

  @Test(.enabled(if: getuid() != 0, "the superuser reads every file"))
  func `a file that may not be read`() throws {
    chmod(folder.write("{}\n", to: "secret.jsonl"), 0)
    expectRefusal(try run("secret.jsonl"), ["cannot be read", "check its permissions"])
  }

  @Test(arguments: ["empty.jsonl", "empty.json.gz", "empty.jsonl.zst", "empty.txt"])
  func `an empty file holds no documents and no damage`(name: String) throws {
    folder.write("", to: name)
    let result = try run(name)
    #expect(result.status == 0, "\(result.errors)")
    let report = try JSON(folder.read("run/report.json"))
    #expect(report["sources"]?.items.first?["read"]?["documents"]?.number == 0)
    #expect(try QuickRun.digest(of: folder.path + "/run") != "")
  }

  /// What the shard below holds, line by line, and the kind of problem each bad line is.
  private static let lines: [(bytes: String, kind: String?)] = [
    (#"{"text":"good"}"#, nil), ("{", "invalid-json"), ("[1]", "invalid-json"),
    (#"{"txt":"no text"}"#, "missing-text"), (#"{"text":7}"#, "wrong-text-type"),
    (#"{"text":"good, too"}"#, nil),
  ]

  @Test func `each damaged record is counted by kind, kept in quarantine, and the others go on`()
    throws
  {
    folder.write(Self.lines.map { $0.bytes + "\n" }.joined(), to: "mixed.jsonl")
    let result = try run("mixed.jsonl")
    #expect(result.status == 2)
    #expect(result.errors.contains("4 damaged records were skipped"))
    let quarantined = try folder.read("run/dropped/read/own-mixed.jsonl").split(separator: 0x0A)
      .map { try JSON(Array($0)) }
    let expected = Self.lines.enumerated().filter { $0.element.kind != nil }
    #expect(quarantined.map { $0["record"]?.number } == expected.map { Double($0.offset + 1) })
    #expect(quarantined.map { $0["kind"]?.text } == expected.map(\.element.kind))
    let report = try JSON(folder.read("run/report.json"))
    #expect(report["sources"]?.items.first?["read"]?["documents"]?.number == 2)
  }

  @Test func `strict names the first damaged record by file and line`() throws {
    folder.write(Self.lines.map { $0.bytes + "\n" }.joined(), to: "mixed.jsonl")
    let result = try run("mixed.jsonl", "--strict")
    #expect(result.status == 65)
    #expect(result.errors.contains("mixed.jsonl:2: error: "), "\(result.errors)")
    #expect(result.errors.contains("expected"))
  }

  @Test func `an input that changed after the plan is refused`() throws {
    folder.write(#"{"text":"first"}"# + "\n", to: "in.jsonl")
    folder.write("sources: { own: { files: in.jsonl } }\n", to: "pipeline.yaml")
    let planned = try Command.sluice(
      ["plan", "pipeline.yaml", "--output", "run"], in: folder.path)
    #expect(planned.status == 0)
    folder.write(#"{"text":"other"}"# + "\n", to: "in.jsonl")
    let resumed = try Command.sluice(["resume", "run"], in: folder.path)
    #expect(resumed.status == 1)
    #expect(resumed.errors.contains("in.jsonl: "))
    #expect(resumed.errors.contains("make a new plan"))
  }

  @Test(arguments: [
    ["filter", "nowhere", "--stages", "c4-clean"], ["inspect", "nowhere"],
    ["deduplicate", "nowhere", "--output", "out"],
    ["contamination", "check", "--benchmarks", "nowhere", "--corpus", "nowhere"],
    ["tokenizer", "train", "nowhere", "--output", "out"],
  ])
  func `an input named on the command line that does not exist is a usage error`(
    arguments: [String]
  ) throws {
    let result = try Command.sluice(arguments, in: folder.path)
    #expect(result.status == 64)
    #expect(result.errors.contains("'nowhere' does not exist; check the path"), "\(result.errors)")
  }
}
