import Glibc
import TestSupport
import Testing

/// `sluice report` on a small run whose duplicates are known.
@Suite struct ReportTests {
  private func stages(_ report: JSON) -> [JSON] { report["deduplication"]?.items ?? [] }

  /// Rows of a matrix as `dropped>survivor documents`.
  private func matrix(_ stage: JSON) -> [String] {
    (stage["matrix"]?.items ?? []).map {
      "\($0["dropped"]?.text ?? "")>\($0["survivor"]?.text ?? "") \($0["documents"]?.number ?? 0)"
    }
  }

  @Test func `every stage tells what it dropped of every source`() throws {
    let report = try ReportedRun().report("--json").json
    #expect(report.keys == ["name", "sluice", "fingerprint", "run", "deduplication"])
    let stages = stages(report)
    #expect(
      stages.map { $0["stage"]?.text } == [
        "deduplicate-exact", "deduplicate-minhash", "deduplicate-c4-line",
      ])
    let exact = stages[0]
    let mirror = try #require(exact["sources"]?.items.first { $0["name"]?.text == "mirror" })
    #expect(mirror["documents"]?.number == 4 && mirror["dropped"]?.number == 4)
    #expect(mirror["droppedFraction"]?.number == 1 && mirror["droppedBytesFraction"]?.number == 1)
    #expect(matrix(exact) == ["mirror>books 4.0"])
    #expect(exact["clusters"]?["count"]?.number == 4)
    #expect(exact["clusters"]?["sizes"] == .array([size(2, 4)]))
    #expect(exact["precision"] == nil)

    let near = stages[1]
    #expect(matrix(near) == ["near>books 4.0"])
    let source = try #require(near["sources"]?.items.first { $0["name"]?.text == "near" })
    #expect(source["documents"]?.number == 5 && source["droppedFraction"]?.number == 0.8)
    #expect(stages[2]["matrix"] == nil && stages[2]["clusters"] == nil)
  }

  private func size(_ documents: Double, _ clusters: Double) -> JSON {
    .object(["from": .number(documents), "to": .number(documents), "clusters": .number(clusters)])
  }

  @Test func `near duplicates are compared by all their shingles`() throws {
    let report = try ReportedRun().report("--json").json
    let precision = try #require(stages(report)[1]["precision"])
    #expect(precision["population"]?.number == 4 && precision["checked"]?.number == 4)
    #expect(precision["hits"]?.number == 4 && precision["share"]?.number == 1)
    #expect(precision["high"]?.number == 1)
    // SciPy 1.17.1, binomtest(4, 4).proportion_ci(method='wilson').
    #expect(abs((precision["low"]?.number ?? 0) - 0.5101091635454027) < 1e-12)
    #expect(precision["error"]?["exact"]?.number == 4)
    // 66 words have 62 shingles of five, 67 words 63; the change takes five and brings six.
    let lowest = try #require(precision["lowest"]?.items.first)
    #expect(abs((lowest["exact"]?.number ?? 0) - 57.0 / 68) < 1e-12)
    #expect(lowest["measured"] == lowest["exact"])
  }

  @Test func `examples show what differs`() throws {
    let report = try ReportedRun().report("--json").json
    let examples = try #require(stages(report)[1]["examples"]?.items)
    #expect(examples.count == 4)
    for example in examples {
      let different = (example["rows"]?.items ?? []).filter { $0["kind"]?.text == "different" }
      #expect(different.count == 1)
      #expect(different.first?["dropped"]?.text == "<b>x")
      #expect(different.first?["survivor"]?.text?.hasSuffix("x30") == true)
      #expect(example["survivor"]?.text?.hasPrefix("books/pages:") == true)
      #expect(example["isSurvivorEdited"]?.isTrue == false)
    }
    let cluster = try #require(stages(report)[1]["clusters"]?["largest"]?.items.first)
    #expect(cluster["size"]?.number == 2)
    #expect(cluster["survivor"]?["excerpt"]?.text?.hasPrefix("word4x0 word4x1 ") == true)
    #expect(cluster["members"]?.items.first?["document"]?.text == "near/near:1")
  }

  @Test func `what a terminal is shown cannot steer it`() throws {
    let text = try ReportedRun().report().output
    #expect(text.contains("deduplicate-exact: 4 of 29 documents dropped, 13.8 %"))
    #expect(text.contains("precision: 4 of 4"))
    #expect(text.contains("[-<b>x-]"))
    for scalar in text.unicodeScalars where scalar != "\n" {
      #expect(scalar.value >= 0x20 && scalar.value != 0x7F && scalar.value != 0x202E)
    }
  }

  @Test func `the page is whole and harmless`() throws {
    let run = try ReportedRun()
    let brief = String(decoding: run.folder.read("run/report.html"), as: UTF8.self)
    #expect(brief.contains("Clusters by size") && !brief.contains("Are they duplicates?"))
    #expect(try run.report("--html").errors.contains("report.html"))
    let page = String(decoding: run.folder.read("run/report.html"), as: UTF8.self)
    #expect(page.contains("Are they duplicates?"))
    #expect(page.contains("<del>&lt;b&gt;x</del>"))
    for page in [brief, page] {
      #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
      #expect(!page.contains("<script") && !page.contains("src=") && !page.contains("http://"))
      #expect(page.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
      #expect(!page.unicodeScalars.contains("\u{202E}"))
      #expect(openElements(page) == [])
    }
    let other = run.folder.path + "/page.html"
    _ = try run.report("--html", "--output", other)
    #expect(run.folder.read("page.html") == Array(page.utf8))
  }

  /// Elements that are opened and not closed, or closed and not opened.
  private func openElements(_ page: String) -> [String] {
    var open: [String] = []
    for piece in page.split(separator: "<").dropFirst() {
      guard let end = piece.firstIndex(of: ">") else { return ["<" + piece] }
      let name = piece[..<end].prefix { $0 != " " }
      if name == "!DOCTYPE" || name == "meta" { continue }
      guard name.hasPrefix("/") else {
        open.append(String(name))
        continue
      }
      guard open.popLast() == String(name.dropFirst()) else { return open + [String(name)] }
    }
    return open
  }

  @Test func `a report does not depend on the number of workers`() throws {
    let (one, four) = (try ReportedRun(workers: 1), try ReportedRun(workers: 4))
    #expect(one.folder.read("run/report.html") == four.folder.read("run/report.html"))
    let reports = try [one, four].map { try $0.report("--json").json["deduplication"] }
    #expect(reports[0] == reports[1])
    #expect(try one.report("--json").output == one.report("--json").output)
  }

  @Test func `a run that drops nothing or has no such stage says so`() throws {
    let folder = TemporaryFolder()
    folder.write("{\"text\":\"one\"}\n{\"text\":\"two\"}\n", to: "in.jsonl")
    let output = folder.path + "/out"
    let made = try Command.sluice(["deduplicate", folder.path + "/in.jsonl", "--output", output])
    #expect(made.status == 0, "\(made.errors)")
    let none = try ReportedRun.report([output, "--json"], expecting: 0).json
    let stage = try #require(stages(none).first)
    #expect(stage["clusters"]?["count"]?.number == 0 && stage["matrix"]?.items == [])
    #expect(stage["examples"]?.items == [] && stage["precision"] == nil)
    #expect(stage["sources"]?.items.first?["droppedFraction"]?.number == 0)

    folder.write(
      "name: plain\nsources: { web: { files: in.jsonl } }\nstages: [gopher-quality]\n",
      to: "plain.yaml")
    #expect(
      try Command.sluice(["run", "plain.yaml", "--output", "plain"], in: folder.path).status == 0)
    let plain = try ReportedRun.report([folder.path + "/plain"], expecting: 0).output
    #expect(plain.contains("no stage of this run deduplicates"))
    #expect(plain.contains("gopher-quality"))
  }

  @Test func `a folder that is no run, an unfinished or a damaged one is told apart`() throws {
    let run = try ReportedRun()
    let nothing = try ReportedRun.report([run.folder.path], expecting: 64)
    #expect(nothing.errors.contains("is not a run folder"))
    _ = try run.report("--html", "--json", expecting: 64)
    _ = try run.report("--output", "page.html", expecting: 64)

    let kept = run.folder.read("run/documents/books/pages.jsonl.zst")
    run.folder.write(kept.dropLast(5), to: "run/documents/books/pages.jsonl.zst")
    #expect(try run.report(expecting: 1).errors.contains("sluice verify"))
    run.folder.write(kept, to: "run/documents/books/pages.jsonl.zst")
    unlink(run.path + "/dropped/deduplicate-minhash/near-near.jsonl.zst")
    let missing = try run.report(expecting: 1)
    #expect(missing.errors.contains("near-near.jsonl.zst"))
    let report = run.folder.read("run/report.json")
    run.folder.write(report.prefix(report.count / 2), to: "run/report.json")
    #expect(try run.report(expecting: 1).errors.contains("it is damaged"))
    unlink(run.path + "/report.json")
    #expect(try run.report(expecting: 75).errors.contains("sluice resume"))
  }
}
