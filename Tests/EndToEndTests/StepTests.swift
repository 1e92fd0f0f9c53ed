import Glibc
import TestSupport
import Testing

/// The commands that do one step: the forms and keys that scripts rely on.
@Suite struct StepTests {
  private let folder = TemporaryFolder()

  private func sluice(_ arguments: String..., expecting status: Int32 = 0) throws -> Command {
    let result = try Command.sluice(arguments)
    #expect(result.status == status, "\(arguments): \(result.errors)")
    return result
  }

  @Test func `inspect --json lists files with format, records, bytes and problems`() throws {
    let report = try sluice("inspect", "samples/web", "--json", expecting: 2).json
    let files = try #require(report["files"]?.items)
    #expect(files.count == 4)
    for file in files {
      #expect(file.keys.isSuperset(of: ["path", "format", "records", "bytes", "problems"]))
      #expect(file["format"]?.text == "jsonl")
    }
    #expect(files.map { $0["records"]?.number } == [70, 69, 69, 73])
    #expect(files.map { $0["problems"]?.items.count } == [0, 0, 6, 1])
    #expect(
      files[2]["problems"]?.items.first?.text?.hasPrefix("samples/web/web-00002.json.gz:8: ")
        == true)
  }

  @Test func `inspect knows token shards and llm.c shards`() throws {
    let run = try QuickRun.finished.get().run
    let report = try sluice(
      "inspect", run + "/tokens/train-00000.tokens", run + "/tokens/llm.c/train_000000.bin",
      "--json"
    ).json
    let files = report["files"]?.items ?? []
    #expect(files.map { $0["format"]?.text } == ["token-shard", "llm.c"])
    #expect(files.first?["tokens"] == files.last?["tokens"])
    #expect((files.first?["tokens"]?.number ?? 0) > 10_000)
  }

  @Test func `filter --verdicts prints a line for every document with every key`() throws {
    let lines = try sluice(
      "filter", "samples/web", "--stages", "c4-clean,gopher-quality", "--verdicts", expecting: 2
    ).jsonLines
    #expect(lines.count == 281)
    for line in lines {
      #expect(line.keys == ["id", "source", "stage", "rule", "kept", "value", "threshold"])
      #expect((line["kept"]?.isTrue == true) == (line["rule"] == .null))
    }
    let short = lines.first { $0["id"]?.text == "input/web-00001:11" }
    #expect(short?["stage"]?.text == "gopher-quality")
    #expect(short?["rule"]?.text == "too-few-words")
    #expect(short?["threshold"]?.number == 50)
    #expect((short?["value"]?.number ?? 50) < 50)
  }

  @Test func `filter prints survivors unchanged, and settings change what survives`() throws {
    let file = folder.write(
      #"{"id":7,"z":[1, 2],"text":"one two three"}"# + "\n" + #"{"text":"one"}"# + "\n",
      to: "in.jsonl")
    let arguments = ["filter", file, "--stages", "gopher-quality"]
    let settings = ["minimumWords=2", "minimumStopWords=0", "minimumMeanWordLength=0"]
      .flatMap { ["--set", "gopher-quality." + $0] }
    #expect(try Command.sluice(arguments).output.isEmpty)
    let result = try Command.sluice(arguments + settings)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix(#"{"id":7,"z":[1, 2],"text":"one two three""#))
    #expect(try result.jsonLines.count == 1)
  }

  @Test(arguments: ["minhash", "exact"])
  func `deduplicate --clusters writes who stands with whom`(method: String) throws {
    let output = folder.path + "/out"
    _ = try sluice(
      "deduplicate", "samples/web", "--output", output, "--method", method, "--clusters",
      "--quiet", expecting: 2)
    let lines = try folder.read("out/clusters.jsonl").split(separator: 0x0A).map {
      try JSON(Array($0))
    }
    #expect(lines.count >= 14)
    var keptByCluster: [String: Int] = [:]
    for line in lines {
      #expect(line.keys == ["id", "cluster", "kept", "similarity"])
      let similarity = try #require(line["similarity"]?.number)
      #expect((0.7...1).contains(similarity))
      keptByCluster[line["cluster"]?.text ?? "", default: 0] += line["kept"]?.isTrue == true ? 1 : 0
    }
    #expect(keptByCluster.values.allSatisfy { $0 == 1 })
    let dropped = lines.filter { $0["kept"]?.isTrue == false }.count
    let report = try JSON(folder.read("out/report.json"))
    let source = try #require(report["sources"]?.items.first)
    #expect(source["read"]?["documents"]?.number == 281)
    #expect(source["kept"]?["documents"]?.number == Double(281 - dropped))
  }

  @Test func `clusters of a method without any are refused before anything is read`() throws {
    let result = try sluice(
      "deduplicate", "samples/web", "--output", folder.path + "/out", "--method", "c4-line",
      "--clusters", expecting: 64)
    #expect(result.errors.contains("--clusters"))
    #expect(access(folder.path + "/out", F_OK) != 0)
  }

  @Test func `contamination check finds exactly the planted items`() throws {
    let report = try sluice(
      "contamination", "check", "--benchmarks", "samples/benchmarks", "--corpus", "samples/web",
      "--method", "gpt3", "--json", expecting: 2
    ).json
    var dirty: Set<String> = []
    let sets = try #require(report["benchmarks"]?.items)
    #expect(
      sets.compactMap { $0["name"]?.text }.sorted() == [
        "cloze", "multiple-choice", "word-problems",
      ])
    for set in sets {
      let items = set["items"]?.items ?? []
      #expect(items.count == 20)
      for (index, item) in items.enumerated() {
        #expect(item.keys.isSuperset(of: ["index", "verdict", "score", "matches"]))
        #expect(item["index"]?.number == Double(index))
        for match in item["matches"]?.items ?? [] {
          #expect(match.keys.isSuperset(of: ["document", "offset"]))
          #expect(item["verdict"]?.text == "dirty")
          dirty.insert("\(set["name"]?.text ?? "") \(index + 1) \(match["document"]?.text ?? "")")
        }
      }
    }
    let planted = try Truth.read().planted(fate: "split").map {
      "\($0.benchmark ?? "") \($0.item ?? 0) corpus/\($0.id.dropFirst(4))"
    }
    #expect(dirty == Set(planted))
  }

  @Test func `contamination scan prints the documents that hold items`() throws {
    let lines = try sluice(
      "contamination", "scan", "--benchmarks", "samples/benchmarks", "--corpus", "samples/web",
      "--method", "gpt3", expecting: 2
    ).jsonLines
    #expect(lines.count == 15)
    for line in lines {
      #expect(line.keys == ["id", "benchmark", "item", "score"])
      #expect((0.5...1).contains(line["score"]?.number ?? 0))
    }
  }

  @Test func `a corpus that was decontaminated is clean`() throws {
    let run = try TruthRun.shared.get().run
    let report = try sluice(
      "contamination", "check", "--benchmarks", "samples/benchmarks", "--corpus",
      run + "/documents", "--json"
    ).json
    for set in report["benchmarks"]?.items ?? [] { #expect(set["dirty"]?.number == 0) }
  }

  @Test func `contamination check above a limit of the user ends with status 3`() throws {
    let arguments = [
      "contamination", "check", "--benchmarks", "samples/benchmarks", "--corpus",
      "samples/web/web-00000.json.gz", "--fail-above",
    ]
    #expect(try Command.sluice(arguments + ["0.05"]).status == 3)
    #expect(try Command.sluice(arguments + ["0.9"]).status == 0)
  }
}
