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

  @Test func `a line that cannot be used ends many batches at its place`() throws {
    let lines = (0..<20_000).map { #"{"text": "line \#($0 * 7919) of the long river"}"# }
    let arguments = ["tokenizer", "encode", "--tokenizer", try Self.tokenizer(), "--workers"]
    let whole = try Command.sluice(arguments + ["1"], input: lines.joined(separator: "\n"))
    let expected = whole.output.split(separator: "\n").prefix(13_000).joined(separator: "\n") + "\n"
    var damaged = lines
    damaged[13_000] = "[]"
    damaged[19_000] = "[]"
    for workers in ["1", "2", "7"] {
      let result = try Command.sluice(
        arguments + [workers], input: damaged.joined(separator: "\n"))
      #expect(result.status == 65 && result.output == expected)
      #expect(result.errors.hasPrefix("standard input:13001: error: "), "\(result.errors)")
    }
  }

  @Test(arguments: ["1", "2"])
  func `a line is answered while more is awaited, and an interrupt ends the wait`(
    workers: String
  ) throws {
    let folder = TemporaryFolder()
    let result = try Command.shell(
      """
      mkfifo lines answers
      sluice tokenizer encode --tokenizer '\(try Self.tokenizer())' --workers \(workers) \
        <lines >answers &
      exec 3>lines 4<answers
      echo '{"text":"a"}' >&3
      timeout 60 head -n 1 <&4
      kill -INT $!
      wait $!
      echo $?
      """, in: folder.path)
    let answer = result.output.split(separator: "\n")
    #expect(answer.count == 2 && answer.first?.hasPrefix(#"{"ids":["#) == true, "\(result)")
    #expect(answer.last == "130", "\(result)")
  }

  @Test func `input that cannot be read is an error`() throws {
    let result = try Command.shell(
      "sluice tokenizer encode --tokenizer '\(try Self.tokenizer())' </")
    #expect(result.status == 1 && result.errors.contains("standard input"), "\(result.errors)")
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
