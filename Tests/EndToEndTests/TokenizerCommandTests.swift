import TestSupport
import Testing

/// `sluice tokenizer encode`, `decode`, `inspect` and `compare` with the tokenizer of a finished run.
@Suite struct TokenizerCommandTests {
  static func tokenizer() throws -> String {
    try QuickRun.finished.get().run + "/tokens/tokenizer.json"
  }

  @Test func `any number of workers gives the same lines`() throws {
    let lines = (0..<6000).map {
      #"{"id": \#($0), "text": "line \#($0 * 7919) of the river — \#($0)"}"#
    }
    let input = lines.joined(separator: "\n") + "\n\n" + lines[0]
    let arguments = ["tokenizer", "encode", "--tokenizer", try Self.tokenizer(), "--workers"]
    let one = try Command.sluice(arguments + ["1"], input: input)
    #expect(one.status == 0 && one.output.split(separator: "\n").count == 6001)
    for workers in ["2", "5"] {
      #expect(try Command.sluice(arguments + [workers], input: input).output == one.output)
    }
    let back = try Command.sluice(
      ["tokenizer", "decode", "--tokenizer", try Self.tokenizer()], input: one.output)
    #expect(try back.jsonLines[17]["text"]?.text == "line \(17 * 7919) of the river — 17")
  }

  @Test(arguments: [
    (#"{"text": 7}"#, "'text' with number"), ("{\"text\": \"\u{1}\"}", "byte 10"), ("[]", "array"),
    (#"{"body": "x"}"#, "'body' with string"),
  ])
  func `a line that cannot be used ends the command behind those before it`(
    line: String, found: String
  ) throws {
    let result = try Command.sluice(
      ["tokenizer", "encode", "--tokenizer", try Self.tokenizer()],
      input: "{\"text\": \"a\"}\n\(line)\n{\"text\": \"b\"}\n")
    #expect(result.status == 65 && result.output.split(separator: "\n").count == 1)
    #expect(
      result.errors.hasPrefix("standard input:2: error: ") && result.errors.contains(found),
      "\(result.errors)")
  }

  @Test func `text turns into special ids only when asked`() throws {
    let line = #"{"text": "a<|endoftext|>b"}"#
    let arguments = ["tokenizer", "encode", "--tokenizer", try Self.tokenizer()]
    let plain = try Command.sluice(arguments, input: line).json["ids"]?.items ?? []
    let parsed = try Command.sluice(arguments + ["--parse-special"], input: line).json["ids"]?.items
    #expect(parsed?.count == 3 && plain.count > 3)
  }

  @Test func `inspect tells what a tokenizer is made of`() throws {
    let report = try Command.sluice(
      ["tokenizer", "inspect", try Self.tokenizer(), "--json"]
    ).json
    #expect(report["model"]?.text == "byte-level BPE")
    #expect(report["vocabularySize"] == .number(600) && report["endOfText"] == .number(599))
    #expect(report["splitting"]?.items == [.string("gpt2")])
    #expect(report["missingBytes"] == .number(0) && report["unusedIds"] == .number(0))
  }

  @Test func `compare counts bytes per token by group`() throws {
    let folder = TemporaryFolder()
    folder.write(
      #"{"text": "the the the", "lang": "en"}"# + "\n" + #"{"text": "ααα", "lang": "el"}"#,
      to: "texts.jsonl")
    let report = try Command.sluice([
      "tokenizer", "compare", try Self.tokenizer(), "--input", folder.path + "/texts.jsonl", "--by",
      "lang", "--json",
    ]).json
    let groups = report["tokenizers"]?.items.first?["groups"]?.items ?? []
    #expect(groups.map { $0["group"]?.text } == ["el", "en"])
    #expect(groups.first?["tokens"] == .number(6) && groups.first?["tokensPerWord"] == .number(6))
    #expect(groups.last?["words"] == .number(3) && groups.last?["bytes"] == .number(11))
  }
}
