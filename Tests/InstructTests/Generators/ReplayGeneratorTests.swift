import FoundationEssentials
import Instruct
import TestSupport
import Testing

@Suite struct ReplayGeneratorTests {
  private let folder = TemporaryFolder()

  private func line(_ request: GenerationRequest, _ extra: String = "") -> String {
    let reply = ScriptedGenerator.list(request)
    let text = String(decoding: (try? JSONEncoder().encode(reply.text)) ?? Data(), as: UTF8.self)
    return #"{"text":\#(text),"finish_reason":"\#(reply.finishReason.name)","#
      + #""usage":{"prompt_tokens":100,"completion_tokens":50}\#(extra)}"#
  }

  @Test func `replies in order answer item after item for any number of workers, then end`() throws
  {
    let recorded = ScriptedGenerator(ScriptedGenerator.list)
    let original = TestRun { $0.maximumRequests = 5 }
    _ = try original.run(recorded)
    let lines = recorded.requests.filter { $0.item < 5 }.sorted { $0.item < $1.item }
      .map { line($0) }
    let path = folder.write(lines.joined(separator: "\n"), to: "replies.jsonl")
    var outputs: [[UInt8]] = []
    for workers in [1, 4] {
      var run = TestRun()
      run.workers = workers
      let funnel = try run.run(try ReplayGenerator(path: path))
      #expect(funnel.ending == .repliesExhausted)
      #expect(funnel.requests == 5)
      outputs.append(run.pairs)
    }
    #expect(outputs[0] == outputs[1])
    #expect(!outputs[0].isEmpty)
  }

  @Test func `replies by request repeat a run of another generator to the byte`() throws {
    let recorded = ScriptedGenerator(ScriptedGenerator.list)
    let original = TestRun()
    let funnel = try original.run(recorded)
    let model = GeneratorModel(name: "scripted", kind: "test")
    // In any order: the requests are found by their identity.
    let lines = recorded.requests.shuffled().map {
      line($0, #","request":"\#($0.identity(model: model))""#)
    }
    let header = #"{"model":{"name":"scripted","kind":"test"}}"#
    let path = folder.write(([header] + lines).joined(separator: "\n"), to: "replies.jsonl")
    let repeated = TestRun()
    #expect(try repeated.run(try ReplayGenerator(path: path)) == funnel)
    #expect(repeated.pairs == original.pairs)
    #expect(repeated.rejects == original.rejects)
  }

  @Test(
    "a line that cannot be used is named",
    arguments: [
      ("{\"text\":\"a\"}\nnonsense", ":2: error: not valid JSON"),
      ("{\"finish_reason\":\"stop\"}", ":1: error: field 'text' is missing"),
      ("{\"text\":\"a\",\"request\":\"xyz\"}", ":1: error: request 'xyz'"),
      ("{\"text\":\"a\",\"usage\":{}}", ":1: error: field 'promptTokens' is missing"),
    ])
  func bad(text: String, expected: String) {
    let path = folder.write(text, to: "bad.jsonl")
    let error = #expect(throws: InputError.self) { try ReplayGenerator(path: path) }
    #expect(error?.description.hasPrefix(path + expected) == true, "\(String(describing: error))")
  }
}
