import Glibc
import TestSupport
import Testing

/// `sluice deduplicate` with settings that read metadata: what it keeps, lists, drops and explains.
@Suite struct DeduplicateTests {
  private let folder = TemporaryFolder()

  private func sluice(_ arguments: String..., expecting status: Int32 = 0) throws -> Command {
    let result = try Command.sluice(arguments)
    #expect(result.status == status, "\(arguments): \(result.errors)")
    return result
  }

  private func corpus() -> String {
    let pages = [
      #"{"id":"old","url":"http://www.site.org/a","date":"2019-04-25","text":"the first form"}"#,
      #"{"id":"new","url":"https://site.org/a/?utm_source=x","date":"2023","text":"the second"}"#,
      #"{"id":"odd","url":"site.org/a","date":"lately","text":"the third form of it"}"#,
      #"{"id":"free","date":"2020","text":"a page without an address"}"#,
      #"{"id":"alone","url":"http://site.org/b","date":"2020","text":"a page of its own"}"#,
    ]
    return folder.write(pages.joined(separator: "\n") + "\n", to: "pages.jsonl")
  }

  @Test func `pages of one address leave the latest, which tells what it stands for`() throws {
    let output = folder.path + "/out"
    _ = try sluice(
      "deduplicate", corpus(), "--output", output, "--method", "exact", "--set", "compare=url",
      "--set", "survivor=latest date", "--clusters", "--quiet")
    let clusters = try folder.read("out/clusters.jsonl").split(separator: 0x0A).map {
      try JSON(Array($0))
    }
    #expect(clusters.map { $0["id"]?.text } == ["old", "new", "odd"])
    #expect(clusters.map { $0["kept"]?.isTrue } == [false, true, false])
    #expect(clusters.allSatisfy { $0["cluster"]?.text == "new" })
    #expect(clusters.allSatisfy { $0["similarity"]?.number == 1 })

    let kept = try sluice("why", output, "new", "--json").json
    #expect(kept["fate"]?.text == "kept")
    #expect(kept["measured"]?["deduplicate.clusterSize"]?.number == 3)
    #expect(kept["notes"]?["deduplicate.members"]?.text == "input/pages:1, input/pages:3")
    #expect(kept["notes"]?["deduplicate.sources"]?.text == "input 2")

    let dropped = try sluice("why", output, "odd", "--json").json
    #expect(dropped["fate"]?.text == "deduplicate-exact/exact-duplicate")
    #expect(dropped["drop"]?["twin"]?.text == "input/pages:2")
    #expect(dropped["drop"]?["detail"]?.text == "the same URL")

    let report = folder.read("out/report.json")
    let counts = String(decoding: report, as: UTF8.self)
    #expect(counts.contains("documentsWithoutKey"))
    #expect(counts.contains("unusableValue/date"))
  }

  @Test func `a second crawl is deduplicated against the first by its index`() throws {
    let old = [
      #"{"id":"p1","text":"The mill stands where the river bends, and nobody has ground corn in it."}"#,
      #"{"id":"p2","text":"A page about something else that will not come again in any crawl at all."}"#,
    ]
    let new = [
      #"{"id":"q1","text":"the mill stands where the river bends and nobody has ground corn in it"}"#,
      #"{"id":"q2","text":"Fresh words of the second crawl, which the first one did not have in it."}"#,
    ]
    let first = folder.write(old.joined(separator: "\n") + "\n", to: "old/crawl-1.jsonl")
    let second = folder.write(new.joined(separator: "\n") + "\n", to: "new/crawl-2.jsonl")
    let index = folder.path + "/index"
    let output = folder.path + "/second"
    _ = try sluice(
      "deduplicate", first, "--output", folder.path + "/first", "--index", index, "--quiet")
    _ = try Command.shell("rm -r '\(folder.path)/old' '\(folder.path)/first'")
    _ = try sluice(
      "deduplicate", second, "--output", output, "--index", index, "--clusters", "--quiet")
    let listed = try JSON(folder.read("second/clusters.jsonl"))
    #expect(listed["id"]?.text == "q1")
    #expect(listed["cluster"]?.text == "p1")
    #expect(listed["kept"]?.isTrue == false)

    let life = try sluice("why", output, "q1")
    #expect(
      life.output.contains(
        "near-duplicate, found 1.0, threshold 0.7, repeats input/crawl-1:1 (id p1), kept by an "
          + "earlier run"), "\(life.output)")
    #expect(try sluice("why", output, "q2", "--json").json["fate"]?.text == "kept")
    let report = try JSON(folder.read("second/report.json"))["stages"]?["deduplicate-minhash"]
    #expect(report?["earlierDocuments"]?.number == 2)
    #expect(report?["droppedForEarlier"]?.number == 1)
    #expect(report?["addedToIndex"]?.number == 1)

    // The same again, elsewhere: nothing is added, and the digest is the same.
    let again = folder.path + "/again"
    let catalogue = folder.read("index/index.json")
    _ = try sluice("deduplicate", second, "--output", again, "--index", index, "--quiet")
    #expect(folder.read("index/index.json") == catalogue)
    #expect(try sluice("verify", again).output == sluice("verify", output).output)
    _ = try sluice("resume", output, "--quiet")
    #expect(folder.read("index/index.json") == catalogue)

    let refused = try sluice(
      "deduplicate", second, "--output", folder.path + "/third", "--index", index, "--set",
      "rows=9", expecting: 64)
    #expect(refused.errors.contains("'rows' being the number 8"), "\(refused.errors)")
    let exact = try sluice(
      "deduplicate", second, "--output", folder.path + "/fourth", "--index", index, "--method",
      "exact", expecting: 64)
    #expect(exact.errors.contains("keeps no index of earlier documents"))
  }

  @Test func `a run with an index that is killed at any moment ends as if it had not been`() throws
  {
    let samples = Command.checkout + "/samples/web"
    func arguments(_ name: String) -> [String] {
      ["deduplicate", samples, "--output", "\(folder.path)/\(name)/run", "--quiet"]
        + ["--index", "\(folder.path)/\(name)/index"]
    }
    _ = try Command.sluice(arguments("straight"))
    for (number, file) in [
      "run/done/documents-1/0.json", "run/done/documents-2/0.json",
      "run/done/deduplicate-minhash-index-bands/0.json", "index/generation-0001/manifest.json",
    ].enumerated() {
      let name = "killed\(number)"
      let process = try RunningCommand(Command.path, arguments(name))
      while access("\(folder.path)/\(name)/\(file)", F_OK) != 0, process.isRunning { usleep(200) }
      process.send(SIGKILL)
      _ = process.wait()
      let resumed = try Command.sluice(arguments(name))
      #expect(resumed.status == 0 || resumed.status == 2, "\(resumed.errors)")
      #expect(
        try sluice("verify", "\(folder.path)/\(name)/run").output
          == sluice("verify", "\(folder.path)/straight/run").output)
      let difference = try Command.shell(
        "cd '\(folder.path)' && diff -r straight/index/generation-0001 "
          + "\(name)/index/generation-0001")
      #expect(difference.status == 0, "\(difference.output)")
    }
  }

  @Test func `a rule or scope that is not known is refused with the nearest one`() throws {
    let output = folder.path + "/out"
    for (setting, advice) in [
      ("survivor=[longst]", "did you mean 'longest'?"), ("scope=sorce", "did you mean 'source'?"),
      ("survivor=latest", "expected the name of a value behind it"),
    ] {
      let result = try sluice(
        "deduplicate", corpus(), "--output", output, "--set", setting, expecting: 64)
      #expect(result.errors.contains(advice), "\(result.errors)")
    }
  }
}
