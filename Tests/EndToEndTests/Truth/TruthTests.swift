import Glibc
import Pipelines
import Shards
import TestSupport
import Testing

/// Everything that was planted in the samples meets its fate.
@Suite struct TruthTests {
  private let truth: Truth
  private let run: TruthRun

  init() throws {
    truth = try Truth.read()
    run = try TruthRun.shared.get()
  }

  @Test func `every fate that the truth names has a test here`() {
    #expect(run.command.status == 2)
    #expect(
      Set(truth.planted.map(\.fate)) == [
        "dropped", "one-of-twins-kept", "kept", "line-removed", "line-kept-once", "split",
        "quarantined", "cut-off", "probably-dropped",
      ])
    #expect(truth.planted.count > 300)
  }

  @Test func `pages to be dropped are dropped by the stage that should`() {
    for planted in truth.planted(fate: "dropped") {
      let drop = run.drops[planted.id]
      #expect(drop?.stage == run.decidingStage(of: planted), "\(planted.kind) \(planted.id)")
      #expect(run.survivors[planted.id] == nil)
    }
  }

  @Test func `pages to be kept are kept`() {
    for planted in truth.planted(fate: "kept") {
      #expect(run.survivors[planted.id] != nil, "\(planted.kind) \(planted.id)")
      #expect(run.drops[planted.id] == nil)
    }
  }

  @Test func `unknown fields survive byte for byte`() throws {
    for planted in truth.planted where planted.kind == "unknown-fields" {
      let before = try #require(run.inputs[planted.id]).record
      let after = try #require(run.survivors[planted.id]).record
      #expect(before.fields.count > 3)
      for field in before.fields {
        let name = String(decoding: before.bytes[field.name], as: UTF8.self)
        guard name != "text" else { continue }
        let kept = try #require(after.valueRange(of: name), "\(name) of \(planted.id)")
        #expect(after.bytes[kept] == before.bytes[field.value])
      }
    }
  }

  @Test func `of twins one is kept, the other dropped by the stage that should and tied to it`() {
    for planted in truth.planted(fate: "one-of-twins-kept") {
      guard let twin = planted.twin?.id else {
        Issue.record("\(planted.id) has no twin")
        continue
      }
      let kept = [planted.id, twin].filter { run.survivors[$0] != nil }
      let dropped = [planted.id, twin].filter { run.drops[$0] != nil }
      #expect(kept.count == 1, "\(planted.kind) \(planted.id)")
      #expect(dropped.count == 1, "\(planted.kind) \(planted.id)")
      for id in dropped {
        #expect(run.drops[id]?.stage == run.decidingStage(of: planted), "\(planted.kind) \(id)")
        #expect(run.drops[id]?.twin == kept.first)
      }
    }
  }

  @Test func `lines to be removed are removed and their page goes on`() throws {
    for planted in truth.planted(fate: "line-removed") {
      let stage = try #require(run.decidingStage(of: planted))
      let after = try #require(run.lines(planted.id, after: stage), "\(planted.id) was dropped")
      let before = run.inputLines(planted.id)
      for number in try #require(planted.lines) {
        #expect(before.indices.contains(number - 1))
        #expect(!after.contains(before[number - 1]), "\(planted.kind) \(planted.id)")
      }
    }
  }

  @Test func `a repeated line stays in one page`() throws {
    var occurrences: [String: (planted: Int, left: Int)] = [:]
    for planted in truth.planted(fate: "line-kept-once") {
      let stage = try #require(run.decidingStage(of: planted))
      for number in try #require(planted.lines) {
        let line = run.inputLines(planted.id)[number - 1]
        occurrences[line, default: (0, 0)].planted += 1
        if run.lines(planted.id, after: stage)?.contains(line) == true {
          occurrences[line, default: (0, 0)].left += 1
        }
      }
    }
    #expect(occurrences.count == 3)
    for (line, counts) in occurrences {
      #expect(counts.planted > 1)
      #expect(counts.left == 1, "'\(line)' stays in \(counts.left) pages")
    }
  }

  @Test func `benchmark items are cut out and two pieces stay`() throws {
    for planted in truth.planted(fate: "split") {
      let survivor = try #require(run.survivors[planted.id], "\(planted.id)")
      let sluice = try #require(
        JSON(survivor.record.bytes)["sluice"], "\(planted.id) lacks what stages learned")
      #expect(sluice["decontaminate-gpt3.pieces"]?.number == 2, "\(planted.id)")
      let before = run.inputLines(planted.id).joined().count
      let removed = try #require(sluice["decontaminate-gpt3.removedCharacters"]?.number)
      #expect(removed >= 200)
      #expect(survivor.text.count < before)
      #expect(survivor.text.count >= 400)
    }
  }

  @Test func `damaged records are in quarantine with their reasons and their bytes`() throws {
    let kinds = [
      "json-cut-short": "invalid-json", "not-json": "invalid-json",
      "missing-text": "missing-text", "text-is-a-number": "wrong-text-type",
      "text-is-null": "wrong-text-type", "text-is-a-list": "wrong-text-type",
    ]
    let lines = try quarantine("web-web-00002")
    let damaged = truth.planted(fate: "quarantined")
    #expect(lines.count == damaged.count)
    for planted in damaged {
      let line = try #require(lines.first { $0["id"]?.text == planted.id }, "\(planted.id)")
      #expect(line["kind"]?.text == kinds[planted.kind])
      #expect(line["record"]?.number == Double(planted.record))
      for key in ["path", "byteOffset", "found", "expected", "advice"] {
        #expect(line[key] != nil)
      }
      #expect((line["rawBytes"]?.number ?? 0) > 0)
      #expect(run.survivors[planted.id] == nil)
    }
  }

  @Test func `a shard that is cut off is reported where the readable records end`() throws {
    for planted in truth.planted(fate: "cut-off") {
      let lines = try quarantine("web-web-00003")
      #expect(lines.map { $0["kind"]?.text } == ["truncated-shard"])
      let shard = try #require(truth.shards.first { $0.shard == planted.shard })
      let name = "web/" + planted.shard.prefix { $0 != "." } + ":"
      let read = run.inputs.keys.filter { $0.hasPrefix(name) }.count
      // What stands before the cut can be used; what stands behind it cannot.
      #expect(read >= planted.record - 1)
      #expect(read < shard.records)
      #expect(lines.first?["record"]?.number == Double(read + 1))
    }
  }

  @Test func `advertisements pass the rules and are scored, and the Pareto rule alone decides`()
    throws
  {
    let finished = try QuickRun.finished.get()
    let label = "reference-similarity"
    var scored: Set<String> = []
    try FileSideInputs().forEachDocument(in: [finished.run + "/dropped/" + label]) { document, _ in
      let line = try JSON(document.record.bytes)
      let score = try #require(line["value"]?.number)
      #expect(try score <= #require(line["threshold"]?.number))
      scored.insert(try #require(line["id"]?.text))
    }
    #expect(scored.count > 10)
    // GPT-3, appendix A: kept when a Pareto draw of this alpha is above 1 - score.
    let alpha = 0.5
    var kept = 0
    try FileSideInputs().forEachDocument(in: [finished.run + "/documents/web"]) { document, _ in
      let sluice = try JSON(document.record.bytes)["sluice"]
      let score = try #require(sluice?[label + ".score"]?.number)
      let draw = try #require(sluice?[label + ".draw"]?.number)
      #expect(pow(draw, -1 / alpha) - 1 > 1 - score)
      kept += 1
    }
    #expect(kept > 100)
    for planted in truth.planted(fate: "probably-dropped") {
      #expect(planted.stages == [label])
      #expect(run.drops[planted.id] == nil, "\(planted.id) was dropped by a rule")
      let life = try Command.sluice(["why", finished.run, planted.id, "--json"]).json
      #expect(life["measured"]?[label + ".score"]?.number != nil)
    }
  }

  private func quarantine(_ shard: String) throws -> [JSON] {
    try TemporaryFolder.bytes(ofFile: run.run + "/dropped/read/\(shard).jsonl")
      .split(separator: 0x0A).map { try JSON(Array($0)) }
  }
}
