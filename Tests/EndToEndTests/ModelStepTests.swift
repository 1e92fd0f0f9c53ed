import Glibc
import TestSupport
import Testing

/// The single steps on the side of the model: tokenizers, training, sampling, pairs.
@Suite struct ModelStepTests {
  private let folder = TemporaryFolder()

  @Test func `a trained tokenizer encodes and decodes any text`() throws {
    let tokenizer = folder.path + "/tokenizer.json"
    let trained = try Command.sluice(
      ["tokenizer", "train", "samples/books", "--vocabulary-size", "500", "--output", tokenizer])
    #expect(trained.status == 0)
    let texts = [
      #"{"text":"The ferry leaves at noon."}"#, #"{"text":""}"#,
      #"{"text":"caf\u00e9 🙂\n\tend <|endoftext|>"}"#,
    ]
    let encoded = try Command.sluice(
      ["tokenizer", "encode", "--tokenizer", tokenizer], input: texts.joined(separator: "\n") + "\n"
    )
    #expect(encoded.status == 0)
    let lines = try encoded.jsonLines
    #expect(lines.count == 3)
    for line in lines { #expect(line.keys == ["ids"]) }
    #expect(lines[1]["ids"]?.items.isEmpty == true)
    #expect((lines[0]["ids"]?.items.count ?? 99) < 20)
    let decoded = try Command.sluice(
      ["tokenizer", "decode", "--tokenizer", tokenizer], input: encoded.output)
    #expect(decoded.status == 0)
    #expect(try decoded.jsonLines == texts.map { try JSON($0) })
  }

  @Test func `added tokens are text unless asked for`() throws {
    let tokenizer = try QuickRun.finished.get().run + "/tokens/tokenizer.json"
    let input = #"{"text":"<|endoftext|>"}"# + "\n"
    let plain = try Command.sluice(["tokenizer", "encode", "--tokenizer", tokenizer], input: input)
    #expect((try plain.jsonLines.first?["ids"]?.items.count ?? 0) > 1)
    let parsed = try Command.sluice(
      ["tokenizer", "encode", "--tokenizer", tokenizer, "--parse-special"], input: input)
    #expect(try parsed.jsonLines.first?["ids"]?.items == [.number(599)])
  }

  @Test(arguments: [
    ("encode", "{"), ("encode", #"{"txt":"x"}"#), ("decode", #"{"ids":["x"]}"#),
    ("decode", #"{"ids":[600]}"#),
  ])
  func `a bad line on standard input is named`(command: String, line: String) throws {
    let tokenizer = try QuickRun.finished.get().run + "/tokens/tokenizer.json"
    let good = command == "encode" ? #"{"text":"good"}"# : #"{"ids":[1]}"#
    let result = try Command.sluice(
      ["tokenizer", command, "--tokenizer", tokenizer], input: "\(good)\n\(line)\n")
    #expect(result.status == 65)
    #expect(result.errors.hasPrefix("standard input:2: error: "), "\(result.errors)")
    #expect(try result.jsonLines.count == 1)
  }

  @Test func `train makes a checkpoint from the tokens of a run, and sample continues a prompt`()
    throws
  {
    let run = try QuickRun.finished.get().run
    func train(_ source: [String], into output: String) throws -> String {
      let trained = try Command.sluice(
        ["train"] + source + ["--output", output, "--quiet", "--set", "steps=5"]
          + ["layers=1", "width=32", "heads=2"].flatMap { ["--set", "model." + $0] })
      #expect(trained.status == 0, "\(trained.errors)")
      return try QuickRun.digest(of: output)
    }
    let digest = try train([run], into: folder.path + "/a")
    #expect(digest != "")
    let byFolder = ["--tokens", run + "/tokens", "--sequence-length", "64"]
    #expect(try train(byFolder, into: folder.path + "/b") == digest)

    func sample(_ options: String...) throws -> String {
      let result = try Command.sluice(
        ["sample", folder.path + "/a/checkpoint", "--prompt", "The ferry", "--tokens", "12"]
          + options)
      #expect(result.status == 0)
      #expect(result.output.hasPrefix("The ferry"))
      return result.output
    }
    let first = try sample()
    #expect(try sample() == first)
    #expect(try sample("--workers", "1") == first)
    #expect(try sample("--seed", "5") != first)
    #expect(first.utf8.count > "The ferry\n".utf8.count)
  }

  @Test func `generate replays recorded replies into pairs, rejects and a journal`() throws {
    let replies = [
      " Name two birds that sing at dusk.\n4. Input:\n<noinput>\n4. Output:\n"
        + "The blackbird and the robin both sing late in the evening.\n###\n5. Instruction: Write one "
        + "sentence about a lighthouse keeper.\n5. Input:\n<noinput>\n5. Output:\nThe keeper trimmed "
        + "the lamp and counted the ships as they went home.\n",
      "nothing that can be parsed",
    ]
    let file = folder.write(
      replies.map { reply in
        let escaped = reply.split(separator: "\n", omittingEmptySubsequences: false)
          .joined(separator: "\\n")
        return #"{"text":"\#(escaped)","finish_reason":"stop"}"# + "\n"
      }.joined(), to: "replies.jsonl")
    let output = folder.path + "/pairs.jsonl"
    let arguments = [
      "generate", "--seeds", "samples/instructions/seed_tasks.jsonl", "--replay", file, "--output",
      output, "--pairs", "10", "--json",
    ]
    let generated = try Command.sluice(arguments)
    #expect(generated.status == 0, "\(generated.errors)")
    let funnel = try generated.json
    #expect(funnel["accepted"]?.number == 2)
    #expect(funnel["ending"]?.text == "replies-exhausted")
    let pairs = try folder.read("pairs.jsonl").split(separator: 0x0A).map { try JSON(Array($0)) }
    #expect(
      pairs.map { $0["instruction"]?.text } == [
        "Name two birds that sing at dusk.", "Write one sentence about a lighthouse keeper.",
      ])
    for pair in pairs { #expect(pair.keys.isSuperset(of: ["instruction", "input", "output"])) }
    #expect(access(output + ".journal", R_OK) == 0)
    let before = folder.read("pairs.jsonl")
    #expect(try Command.sluice(arguments).status == 0)
    #expect(folder.read("pairs.jsonl") == before)
  }

  @Test func `generate wants exactly one model`() throws {
    let none = try Command.sluice(["generate", "--seeds", "x", "--output", folder.path + "/y"])
    #expect(none.status == 64)
    #expect(none.errors.contains("--checkpoint, --server and --replay"))
  }

  @Test(.tags(.slow), .enabled(if: SlowTests.enabled))
  func `a server that is not there is named within a minute`() throws {
    let result = try Command.sluice([
      "generate", "--seeds", "samples/instructions/seed_tasks.jsonl", "--server",
      "http://127.0.0.1:9", "--output", folder.path + "/pairs.jsonl", "--requests", "1",
    ])
    #expect(result.status == 75)
    #expect(result.errors.contains("http://127.0.0.1:9: error: "))
    #expect(result.errors.contains("connection refused; start the model server"))
  }
}
