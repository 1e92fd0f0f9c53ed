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
