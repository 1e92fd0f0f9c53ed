import Glibc
import TestSupport
import Testing

/// `sluice contamination check` beyond its verdicts: files, recall, scores, sets it refuses.
@Suite struct ContaminationAuditTests {
  private let folder = TemporaryFolder()

  private func check(_ arguments: [String], expecting status: Int32 = 0) throws -> Command {
    let result = try Command.sluice(["contamination", "check"] + arguments)
    #expect(result.status == status, "\(arguments): \(result.errors)")
    return result
  }

  private let samples = ["--benchmarks", "samples/benchmarks", "--corpus", "samples/web"]

  @Test func `the number of workers changes no byte of report, page and subsets`() throws {
    for workers in ["1", "4"] {
      _ = try check(
        samples + ["--workers", workers, "--output", "\(folder.path)/\(workers)"], expecting: 2)
    }
    let names = ["cloze", "multiple-choice", "word-problems"].flatMap { set in
      ["dirty", "clean", "untestable", "items"].map { "subsets/\(set)/\($0).jsonl" }
    }
    for name in names + ["report.json", "report.html"] {
      let bytes = folder.read("1/" + name)
      #expect(bytes == folder.read("4/" + name), "\(name)")
    }
    let report = try JSON(folder.read("1/report.json"))
    #expect(
      report.keys == [
        "method", "documents", "bytes", "benchmarks", "sets", "overlaps", "ignored", "recall",
        "fingerprint",
      ])
    let rows = report["recall"]?["rows"]?.items ?? []
    #expect(rows.contains { $0["kind"]?.text == "verbatim" && $0["found"] == $0["injected"] })
    #expect(rows.filter { $0["kind"]?.text == "shuffled" }.allSatisfy { $0["found"]?.number == 0 })
    for set in report["benchmarks"]?.items ?? [] {
      let name = set["name"]?.text ?? ""
      let lines = ["dirty", "clean", "untestable"].map {
        folder.read("1/subsets/\(name)/\($0).jsonl").count { $0 == 0x0A }
      }
      #expect(lines.map(Double.init) == ["dirty", "clean", "untestable"].map { set[$0]?.number })
      #expect(lines.reduce(0, +) == 20)
    }
  }

  @Test func `the page needs nothing else and shows what texts hold without doing it`() throws {
    let text = "Who said <script>alert(1)</script> & why did she say so to all of us today again?"
    folder.write("{\"question\": \"\(text)\"}\n", to: "quiz.jsonl")
    folder.write(
      "{\"text\": \"It is told: \(text) That is all.\", \"id\": \"<b>\"}\n", to: "web.jsonl")
    _ = try check([
      "--benchmarks", folder.path + "/quiz.jsonl", "--corpus", folder.path + "/web.jsonl",
      "--output", folder.path + "/out",
    ])
    let page = String(decoding: folder.read("out/report.html"), as: UTF8.self)
    #expect(!page.contains("<script"))
    #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("src="))
    #expect(page.contains("<mark>Who said &lt;script&gt;alert(1)&lt;/script&gt; &amp; why"))
    #expect(page.contains("<code>&lt;b&gt;</code>"))
    #expect(page.contains("It is told: "))
  }

  @Test func `scores are compared between dirty and clean items`() throws {
    var scores = ""
    for item in 0..<20 { scores += "cloze,\(item),\(item % 2)\n" }
    folder.write("benchmark,item,score\n" + scores, to: "scores.csv")
    let report = try check(
      samples + ["--results", folder.path + "/scores.csv", "--json"], expecting: 2
    ).json
    let sets = report["scores"]?.items ?? []
    #expect(sets.map { $0["benchmark"]?.text } == ["cloze"])
    let level = try #require(sets.first?["levels"]?.items.first)
    #expect(level["all"]?["mean"]?.number == 0.5)
    #expect(level["all"]?["items"]?.number == 20)
    #expect(sets.first?["classes"]?.items.count == 4)
    folder.write("benchmark,item,score\ncloze,20,1\n", to: "scores.csv")
    let refused = try check(
      samples + ["--results", folder.path + "/scores.csv"], expecting: 64)
    #expect(refused.errors.contains("scores.csv:1 (line 2, byte 21): error: found the item '20'"))
  }

  @Test func `train and test splits are checked against each other`() throws {
    let questions = (0..<4).map { number in
      "How many apples are left when \(["Ann", "Bob", "Cy", "Di"][number]) takes three of them and "
        + "gives \(number) back to the \(["cook", "maid", "king", "smith"][number])?"
    }
    folder.write(
      "question,answer\n" + questions[..<3].map { "\"\($0)\",1\n" }.joined(), to: "train.csv")
    folder.write(
      "["
        + questions[2...].map { "{\"question\": \"\($0)\", \"answer\": 1}" }.joined(separator: ",")
        + "]", to: "test.json")
    folder.write("{\"text\": \"Nothing.\"}\n", to: "web.jsonl")
    let report = try check([
      "--benchmarks", folder.path + "/train.csv", folder.path + "/test.json", "--corpus",
      folder.path + "/web.jsonl", "--json",
    ]).json
    let overlaps = report["overlaps"]?.items ?? []
    #expect(overlaps.map { $0["benchmark"]?.text } == ["train", "test"])
    #expect(overlaps.map { $0["dirty"]?.number } == [1, 1])
  }

  @Test(arguments: [
    ("x.jsonl", "{\"url\": 1}\n", "no known evaluation layout"),
    ("x.jsonl", "{\"question\": \"a\"}\n{\"question\"\n", "x.jsonl:2 (line 3, byte 30)"),
    ("x.csv", "question,answer\n\"a,b\n", "x.csv:1 (line 2, byte 16)"),
    ("x.json", "[]", "holds no item"),
    ("x.jsonl", "{\"question\": \" \"}\n", "none of the 1 items"),
  ]) func `a set that cannot be used is refused with its place`(
    name: String, text: String, message: String
  ) throws {
    folder.write(text, to: name)
    let result = try check(
      ["--benchmarks", folder.path + "/" + name, "--corpus", "samples/web"], expecting: 64)
    #expect(result.errors.contains(message))
    #expect(result.output.isEmpty)
  }

  @Test func `odd items are told, not left out`() throws {
    folder.write("question\nWhat is it?\n\" \"\nWhat is it?\n", to: "x.csv")
    let result = try check([
      "--benchmarks", folder.path + "/x.csv", "--corpus", "samples/web/web-00000.json.gz",
    ])
    #expect(result.errors.contains("1 item without text, which nothing can match (first: 2)"))
    #expect(result.errors.contains("1 item repeating an earlier one (first: 3)"))
  }
}
