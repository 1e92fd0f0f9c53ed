import Contamination
import Pipelines
import TestSupport
import Testing

@Suite("Planted items", .enabled(if: SharedData.isAvailable))
struct PlantedTests {
  private struct Truth {
    var kind: String
    var set: String
    var item: Int
  }

  private static let sets = Result {
    try BenchmarkSet.load(
      ["eval/gsm8k-test.jsonl", "eval/lambada_openai.jsonl", "eval/mmlu-test.jsonl.zst"],
      from: SharedShards())
  }
  private static let corpus = ["contamination/planted.jsonl.zst"]

  private func truth() -> [String: Truth] {
    let table = TemporaryFolder.bytes(
      ofFile: SharedData.path("contamination/planted.truth.tsv"))
    var truth: [String: Truth] = [:]
    for line in String(decoding: table, as: UTF8.self).split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      truth[cells[0]] = Truth(kind: cells[1], set: cells[2], item: Int(cells[3]) ?? -1)
    }
    return truth
  }

  @Test("the check finds every planted item and flags no clean document")
  func check() throws {
    let check = try ContaminationCheck(of: try Self.sets.get())
    var scanner = check.makeScanner()
    var found: [String: Int] = [:]
    let truth = truth()
    let shard = InputShard(
      ordinal: 0, source: "web", name: "planted", path: "", format: "jsonl", bytes: 0)
    try SharedShards().forEachDocument(in: Self.corpus) { document, _ in
      let id = document.reportedIdentity(in: shard)
      let flags = scanner.scan(document) { id }
      let planted = try #require(truth[id])
      let isFound = flags.contains { $0.benchmark == planted.set && $0.item == planted.item }
      if isFound { found[planted.kind, default: 0] += 1 }
      if planted.kind == "clean" { found["false", default: 0] += flags.isEmpty ? 0 : 1 }
    }
    print("planted items found: \(found.sorted { $0.key < $1.key })")
    #expect(found == ["verbatim": 60, "altered": 60, "half": 40, "answer-too": 40, "false": 0])
    let report = scanner.report()
    #expect(report.documents == 400)
    // Items with a common passage are dirty together, hence at least the planted ones.
    #expect(report.benchmarks.map(\.dirty).reduce(0, +) >= 195)
    for planted in truth.values where planted.kind != "clean" {
      let set = try #require(report.benchmarks.first { $0.name == planted.set })
      #expect(set.items[planted.item].verdict == .dirty)
    }
  }

  // The halves that are not found are templates, or say less than 120 bits.
  @Test("the method sluice finds all whole items, most halves, and flags no clean document")
  func sluice() throws {
    var searcher = SluiceOverlap().prepare(try Self.sets.get(), tokens: nil).makeSearcher()
    var flagged: [String: Int] = [:]
    let truth = truth()
    let shard = InputShard(
      ordinal: 0, source: "web", name: "planted", path: "", format: "jsonl", bytes: 0)
    try SharedShards().forEachDocument(in: Self.corpus) { document, _ in
      let planted = try #require(truth[document.reportedIdentity(in: shard)])
      let found = searcher.search(document.text).matches.contains(where: \.isContaminated)
      flagged[planted.kind, default: 0] += found ? 1 : 0
    }
    #expect(flagged["verbatim"] == 60)
    #expect(flagged["altered"] == 60)
    #expect(flagged["answer-too"] == 40)
    #expect(try #require(flagged["half"]) >= 33)
    #expect(flagged["clean"] == 0)
  }

  @Test("the stage touches every planted document and no clean one")
  func stage() throws {
    let stage = try DecontaminateCounted<GPT3Overlap>(
      DecontaminationSettings(), benchmarks: try Self.sets.get())
    var texts: [String] = []
    var kinds: [String] = []
    let truth = truth()
    let shard = InputShard(
      ordinal: 0, source: "web", name: "planted", path: "", format: "jsonl", bytes: 0)
    try SharedShards().forEachDocument(in: Self.corpus) { document, _ in
      texts.append(String(decoding: document.text, as: UTF8.self))
      kinds.append(truth[document.reportedIdentity(in: shard)]?.kind ?? "")
    }
    let (results, tally) = try run(stage, on: texts)
    var counts: [String: Int] = [:]
    for (kind, result) in zip(kinds, results) {
      let fate = !result.verdict.isKept ? "dropped" : result.document.isTextChanged ? "cut" : "kept"
      counts["\(kind) \(fate)", default: 0] += 1
      #expect((fate == "kept") == (kind == "clean"))
    }
    print("planted documents: \(counts.sorted { $0.key < $1.key }), \(tally.sorted)")
    #expect(counts["clean kept"] == 200)
  }
}
