import Contamination
import FoundationEssentials
import Testing

@Suite("A check with all that is said about it")
struct ContaminationAuditTests {
  private let items = (0..<4).map { prose(words: 30, seed: UInt64($0)) }

  private func check() throws -> ContaminationCheck {
    let side = RawFiles(files: [
      ("eval/a.jsonl", Array(items[..<3].map { "{\"question\": \"\($0)\"}\n" }.joined().utf8)),
      ("eval/b.csv", Array("question,answer\n\(items[2]),\n".utf8)),
    ])
    return try ContaminationCheck(
      of: try BenchmarkSet.load(["eval/a.jsonl", "eval/b.csv"], from: side))
  }

  private func fingerprint(
    _ check: ContaminationCheck, seed: UInt64 = 1, hash: String = "00"
  ) throws -> ContaminationFingerprint {
    try ContaminationFingerprint(
      of: check, corpus: [ContaminationFingerprint.File(path: "web.jsonl", bytes: 5, hash: hash)],
      units: "words", seed: seed, recallItems: 0, version: "1")
  }

  @Test("matches say where they stand in both texts and what stands around them")
  func places() throws {
    let check = try check()
    var scanner = check.makeScanner()
    let words = items[1].split(separator: " ")
    let part = words[5..<25].joined(separator: " ")
    scanner.scan(makeDocument("É\(String(repeating: "é", count: 100)) so: \(part) - end")) { "d" }
    let match = try #require(scanner.report().benchmarks[0].items[1].matches.first)
    #expect(match.offset == 106)
    #expect(match.text == part)
    #expect(match.before == String(repeating: "é", count: 55) + " so: ")
    #expect(match.after == " - end")
    #expect(match.itemOffset == words[..<5].joined(separator: " ").count + 1)
    #expect(match.itemLength == part.count)
  }

  @Test("frequent n-grams are ignored, counted and named")
  func ignored() throws {
    let check = try check()
    var scanner = check.makeScanner()
    let part = items[0].split(separator: " ")[..<14].joined(separator: " ")
    for number in 0..<12 { scanner.scan(makeDocument(part)) { "d\(number)" } }
    let audit = ContaminationAudit(
      of: check, findings: scanner.findings, fingerprint: try fingerprint(check))
    #expect(audit.ignored.count == 2)
    #expect(audit.ignored.maximumDocuments == 10)
    #expect(audit.ignored.first.map(\.documents) == [12, 12])
    #expect(
      audit.ignored.first.map(\.text) == [
        part.split(separator: " ")[..<13].joined(separator: " "),
        part.split(separator: " ")[1...].joined(separator: " "),
      ])
    #expect(audit.report.benchmarks[0].dirty == 0)
  }

  @Test("the JSON has the report's keys beside those of the other parts")
  func json() throws {
    let check = try check()
    let audit = ContaminationAudit(
      of: check, findings: check.makeFindings(), fingerprint: try fingerprint(check))
    let value = try JSONEncoder().encode(audit)
    let report = try JSONDecoder().decode(ContaminationReport.self, from: value)
    #expect(report == audit.report)
    struct Parts: Decodable {
      var sets: [ContaminationAudit.SetSummary]
      var overlaps: [SetOverlap]
      var ignored: ContaminationAudit.Ignored
      var recall: RecallReport?
    }
    let parts = try JSONDecoder().decode(Parts.self, from: value)
    #expect(parts.sets == audit.sets)
    #expect(parts.sets.map(\.name) == ["a", "b"])
    #expect(parts.sets[0].levels.map(\.clean) == Array(repeating: 3, count: 6))
    #expect(parts.overlaps.map(\.benchmark) == ["b", "a"])
    #expect(parts.overlaps.map(\.dirty) == [1, 1])
    #expect(parts.recall == nil)
    let alone = ContaminationAudit(
      of: check, findings: check.makeFindings(), findsOverlaps: false,
      fingerprint: try fingerprint(check))
    #expect(alone.overlaps.isEmpty)
  }

  @Test("the fingerprint changes with everything a check depends on")
  func fingerprints() throws {
    let check = try check()
    let other = try ContaminationCheck(
      of: check.sets,
      by: {
        var method = GPT3Overlap()
        method.maximumDocuments = 3
        return method
      }())
    let digests = [
      try fingerprint(check), try fingerprint(check, seed: 2), try fingerprint(check, hash: "01"),
      try fingerprint(other),
    ].map(\.digest)
    #expect(Set(digests).count == 4)
    #expect(try fingerprint(check).digest == digests[0])
  }
}
