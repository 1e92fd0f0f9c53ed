import TestSupport
import Testing

/// `sluice export` and `sluice import`, and the formats a pipeline writes beside its own.
@Suite struct ExchangeCommandTests {
  private let folder = TemporaryFolder()
  private static let formats = ["llm.c", "nanogpt", "megatron", "datatrove", "dolma", "mds"]

  private func sluice(_ arguments: String..., expecting status: Int32 = 0) throws -> Command {
    let result = try Command.sluice(arguments)
    #expect(result.status == status, "\(arguments): \(result.errors)")
    return result
  }

  @Test(arguments: formats)
  func `what is exported comes back as the same tokens`(format: String) throws {
    let run = try QuickRun.finished.get().run
    let exported = folder.path + "/exported"
    let imported = folder.path + "/imported"
    let summary = try sluice("export", run, "--format", format, "--output", exported, "--json").json
    let splits = try #require(summary["splits"]?.items)
    #expect(splits.map { $0["split"]?.text } == ["train", "validation"])
    #expect(summary["format"]?.text == format)
    let tokenizer = run + "/tokens/tokenizer.json"
    let back = try sluice(
      "import", exported, "--format", format, "--tokenizer", tokenizer, "--output", imported,
      "--json"
    ).json
    #expect(back["splits"]?.items.map { $0["tokens"] } == splits.map { $0["tokens"] })
    #expect(back["splits"]?.items.map { $0["documents"] } == splits.map { $0["documents"] })
    #expect(back["tokenizer"] == summary["tokenizer"])
    #expect(
      TemporaryFolder.bytes(ofFile: imported + "/tokenizer.json")
        == TemporaryFolder.bytes(ofFile: tokenizer))
    // The tokens stand right behind the header of 128 bytes.
    for name in ["train-00000.tokens", "validation.tokens"] {
      let count = Int(splits[name.hasPrefix("t") ? 0 : 1]["tokens"]?.number ?? 0)
      let bytes = 128..<128 + 2 * count
      #expect(
        TemporaryFolder.bytes(ofFile: "\(imported)/\(name)")[bytes]
          == TemporaryFolder.bytes(ofFile: "\(run)/tokens/\(name)")[bytes])
    }
    let inspected = try sluice("inspect", imported, "--json").json
    #expect(inspected["files"]?.items.allSatisfy { $0["problems"]?.items.isEmpty == true } == true)
    // A second export or import would mix its files with those of the first.
    _ = try sluice("export", run, "--format", format, "--output", exported, expecting: 64)
    _ = try sluice(
      "import", exported, "--format", format, "--tokenizer", tokenizer, "--output", imported,
      expecting: 64)
  }

  @Test func `a model trains on imported shards`() throws {
    let run = try QuickRun.finished.get().run
    let imported = folder.path + "/imported"
    _ = try sluice(
      "import", run + "/tokens/llm.c", "--format", "llm.c", "--tokenizer",
      run + "/tokens/tokenizer.json", "--output", imported)
    let settings = [
      "steps=2", "model={family: gpt2, layers: 1, width: 32, heads: 2}", "batchRows=2",
    ]
    let trained = try Command.sluice(
      ["train", "--tokens", imported, "--output", folder.path + "/run", "--sequence-length", "32"]
        + settings.flatMap { ["--set", $0] })
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(!folder.read("run/checkpoint/model.safetensors").isEmpty)
  }

  @Test func `a pipeline writes every format, the same files as export`() throws {
    let run = folder.path + "/run"
    let made = try Command.sluice(
      QuickRun.arguments(into: run) + [
        "--set", "tokens.export=[\(Self.formats.joined(separator: ", "))]",
      ])
    #expect(made.status == 0 || made.status == 2, "\(made.errors)")
    for format in Self.formats {
      let exported = "\(folder.path)/\(format)"
      let summary = try sluice("export", run, "--format", format, "--output", exported, "--json")
        .json
      let files = summary["splits"]?.items.flatMap { $0["files"]?.items ?? [] } ?? []
      #expect(files.count >= 2)
      for file in files.compactMap(\.text) {
        #expect(
          TemporaryFolder.bytes(ofFile: "\(exported)/\(file)")
            == TemporaryFolder.bytes(ofFile: "\(run)/tokens/\(format)/\(file)"), "\(format) \(file)"
        )
      }
    }
    let report = try sluice("inspect", run + "/tokens", "--json").json
    let files = try #require(report["files"]?.items)
    var tokens: [String: Double] = [:]
    for file in files {
      #expect(file["problems"]?.items.isEmpty == true)
      if let format = file["format"]?.text, let count = file["tokens"]?.number {
        tokens[format, default: 0] += count
      }
    }
    // nanoGPT's files do not tell what they are.
    let known = Self.formats.filter { $0 != "nanogpt" }
    #expect(Set(tokens.keys).isSuperset(of: known + ["token-shard"]))
    for format in known { #expect(tokens[format] == tokens["token-shard"], "\(format)") }
  }

  @Test func `ids outside the vocabulary are refused with file and place`() throws {
    let file = folder.write([1, 0, 2, 0, 9, 0, 7, 0], to: "train.bin")
    let arguments = [
      "import", file, "--format", "nanogpt", "--vocabulary-size", "9", "--end-of-text", "7",
      "--output", folder.path + "/out",
    ]
    let result = try Command.sluice(arguments)
    #expect(result.status == 1)
    #expect(result.errors.contains("train.bin: error: token 2 is 9, outside the vocabulary of 9"))
    #expect(folder.read("out/train-00000.tokens").isEmpty)
  }

  @Test func `without a tokenizer it is said what is not checked`() throws {
    let file = folder.write([1, 0, 2, 0, 7, 0], to: "train.bin")
    let result = try sluice(
      "import", file, "--format", "nanogpt", "--vocabulary-size", "9", "--end-of-text", "7",
      "--output", folder.path + "/out", "--json")
    let notes = try result.json["notes"]?.items.compactMap(\.text) ?? []
    #expect(notes.contains { $0.contains("without a tokenizer") })
    #expect(try result.json["splits"]?.items.first?["tokens"]?.number == 3)
    let again = try Command.sluice([
      "import", file, "--format", "nanogpt", "--vocabulary-size", "9", "--output",
      folder.path + "/other",
    ])
    #expect(again.status == 64 && again.errors.contains("name the token that separates them"))
  }

  @Test func `multiple-choice questions go to llm.c and back`() throws {
    let run = try QuickRun.finished.get().run
    let tokenizer = run + "/tokens/tokenizer.json"
    let lines = [
      #"{"ctx":"A man is sitting on a roof. he","endings":["starts pulling up roofing on a roof.","is ripping level tiles off.","jumps.",""],"label":1}"#,
      #"{"ctx":"é 你好","endings":["a"],"label":0}"#,
    ]
    let source = folder.write(lines.joined(separator: "\n") + "\n", to: "hellaswag_val.jsonl")
    _ = try sluice(
      "export", source, "--format", "llm.c-eval", "--tokenizer", tokenizer, "--output",
      folder.path + "/bin")
    let bytes = folder.read("bin/hellaswag_val.bin")
    #expect(Array(bytes[..<12]) == [0x8A, 0xD8, 0x34, 0x01, 1, 0, 0, 0, 2, 0, 0, 0])
    let inspected = try sluice("inspect", folder.path + "/bin/hellaswag_val.bin", "--json").json
    #expect(inspected["files"]?.items.first?["records"]?.number == 2)
    _ = try sluice(
      "import", folder.path + "/bin/hellaswag_val.bin", "--format", "llm.c-eval", "--tokenizer",
      tokenizer, "--output", folder.path + "/back")
    let back = String(decoding: folder.read("back/hellaswag_val.jsonl"), as: UTF8.self)
    #expect(back == lines.joined(separator: "\n") + "\n")
    let bad = folder.write("{\"ctx\": 1}\n", to: "bad.jsonl")
    let refused = try Command.sluice([
      "export", bad, "--format", "llm.c-eval", "--tokenizer", tokenizer, "--output",
      folder.path + "/none",
    ])
    #expect(refused.status == 65 && refused.errors.contains("bad.jsonl:1: error"))
  }

  @Test func `settings a format cannot follow are usage errors`() throws {
    let run = try QuickRun.finished.get().run
    for options in [
      ["--format", "megatron", "--shard-tokens", "100"], ["--format", "dolma", "--zstd"],
      ["--format", "llm.c", "--sequence-length", "8"], ["--format", "tfrecord"],
      ["--format", "llm.c", "--end-of-text", "60000"], ["--format", "llm.c-eval"],
    ] {
      let result = try Command.sluice(["export", run, "--output", folder.path + "/out"] + options)
      #expect(result.status == 64, "\(options): \(result.errors)")
    }
    let nothing = try Command.sluice([
      "import", "samples/web", "--format", "mds", "--vocabulary-size", "9", "--output",
      folder.path + "/out",
    ])
    #expect(nothing.status == 64 && nothing.errors.contains("found no files of mds"))
  }
}
