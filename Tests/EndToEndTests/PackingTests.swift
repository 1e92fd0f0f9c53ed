import TestSupport
import Testing

/// Packing, document masks and chat data in runs of the built command.
@Suite struct PackingTests {
  private let folder = TemporaryFolder()

  /// A pipeline that trains a tiny model on the quickstart's tokens.
  private func pipeline(_ tokens: String, finetune: String = "") throws -> String {
    let run = try QuickRun.finished.get().run
    folder.write(
      """
      seed: 3
      tokens: { from: \(run)/tokens, sequenceLength: 64, \(tokens) }
      train: { model: { layers: 1, width: 16, heads: 2 }, steps: 3, batchRows: 2, precision: fp32 }
      \(finetune)
      """, to: "packing.yaml")
    return folder.path + "/packing.yaml"
  }

  private func run(_ file: String, into name: String, _ options: [String] = []) throws -> (
    run: String, command: Command
  ) {
    let run = folder.path + "/" + name
    return (run, try Command.sluice(["run", file, "--output", run] + options))
  }

  private func report(_ run: String) throws -> JSON? {
    try JSON(TemporaryFolder.bytes(ofFile: run + "/report.json"))["phases"]
  }

  @Test(arguments: ["best-fit", "document"])
  func `rows of whole documents are reported and the same on any number of workers`(
    packing: String
  ) throws {
    let file = try pipeline("packing: \(packing), maskDocuments: true")
    let one = try run(file, into: "one", ["--workers", "1"])
    #expect(one.command.status == 0, "\(one.command.errors)")
    let two = try run(file, into: "two", ["--workers", "2"])
    let digests = try [one.run, two.run].map { try QuickRun.digest(of: $0) }
    #expect(!digests[0].isEmpty && digests[0] == digests[1])
    let rows = try report(one.run)?["train"]?["packing"]
    #expect(rows?["method"]?.text == packing)
    #expect(rows?.keys.isSuperset(of: ["paddingFraction", "cutFraction", "rows"]) == true)
    #expect(one.command.output.contains("(\(packing))") && one.command.output.contains("padding"))
  }

  @Test func `packing and masks change what is learnt, the same settings do not`() throws {
    let settings = [
      "packing: concatenate", "packing: concatenate, maskDocuments: false",
      "maskDocuments: true", "packing: best-fit", "packing: best-fit, maskDocuments: true",
    ]
    let digests = try settings.enumerated().map { index, setting in
      try QuickRun.digest(of: try run(pipeline(setting), into: "\(index)").run)
    }
    #expect(digests[0] == digests[1] && Set(digests).count == 4 && !digests.contains(""))
  }

  @Test(arguments: ["chatml", "alpaca", "zephyr"])
  func `chat data are fine-tuned on through a template and exported with their masks`(
    template: String
  ) throws {
    folder.write(
      """
      {"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}
      {"conversations":[{"from":"human","value":"a"},{"from":"gpt","value":"b"}]}
      {"messages":[{"role":"tool","content":"x"}]}
      {"instruction":"Sum up.","input":"Text","output":"Short."}

      """, to: "chat.jsonl")
    let finetune =
      "finetune: { pairs: \(folder.path)/chat.jsonl, template: \(template), packing: best-fit, "
      + "exportExamples: true, steps: 2, batchRows: 1, precision: fp32 }"
    let (run, command) = try run(pipeline("", finetune: finetune), into: template)
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.contains("1 left out, first \(folder.path)/chat.jsonl:3: error: found"))
    let rows = try report(run)?["finetune"]?["packing"]
    #expect(rows?["documents"] == .number(3) && rows?["leftOut"] == .number(1))
    let shard = run + "/tokens/finetune/examples.tokens"
    let inspected = try Command.sluice(["inspect", shard, "--json"]).json["files"]?.items.first
    #expect(inspected?["records"] == .number(3))
    #expect(try !QuickRun.digest(of: run).isEmpty)
  }

  @Test(arguments: [
    ("finetune: { pairs: a.jsonl, packing: concatenate }", "'packing' is 'concatenate'"),
    ("finetune: { pairs: a.jsonl, template: chatlm }", "did you mean 'chatml'?"),
    ("finetune: { pairs: a.jsonl, template: qwen, templateFile: b }", "'templateFile' cannot be"),
    ("finetune: { pairs: a.jsonl, stepps: 3 }", "did you mean 'steps'?"),
    ("finetune: { pairs: nowhere.jsonl }", "nowhere.jsonl"),
  ])
  func `settings of fine-tuning that cannot be used are refused before the run`(
    finetune: String, says: String
  ) throws {
    let (_, command) = try run(pipeline("", finetune: finetune), into: "refused")
    #expect(command.status == 64)
    #expect(command.errors.contains(says), "\(command.errors)")
  }
}
