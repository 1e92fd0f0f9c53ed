import Instruct
import TestSupport
import Testing

@Suite struct SeedTasksTests {
  private let folder = TemporaryFolder()

  @Test func `Self-Instruct and Alpaca layouts are read`() throws {
    let selfInstruct = folder.write(
      """
      {"id":"seed_task_0","name":"n","instruction":"Do a","instances":[{"input":"","output":"A"}],"is_classification":false}

      {"id":"seed_task_1","instruction":"Do b","instances":[{"input":"x","output":"B"},{"input":"y","output":"C"}]}
      """, to: "seeds.jsonl")
    let tasks = try SeedTasks.read(path: selfInstruct)
    #expect(tasks.map(\.id) == ["seed_task_0", "seed_task_1#1", "seed_task_1#2"])
    #expect(
      tasks.map(\.pair) == [
        InstructionPair(instruction: "Do a", input: "", output: "A"),
        InstructionPair(instruction: "Do b", input: "x", output: "B"),
        InstructionPair(instruction: "Do b", input: "y", output: "C"),
      ])
    let record = #"{"instruction":"Do a","input":"","output":"A"}"#
    let array = try SeedTasks.read(path: folder.write("[\(record)]", to: "a.json"))
    let lines = try SeedTasks.read(path: folder.write(record, to: "a.jsonl"))
    #expect(array == lines)
    #expect(array.map(\.pair) == [tasks[0].pair])
  }

  @Test(
    "what cannot be used is named by its line",
    arguments: [
      ("{\"instruction\":\"a\",\"output\":\"b\"}\n{oops\n", ":2: error: not valid JSON"),
      ("{\"input\":\"a\",\"output\":\"b\"}", ":1: error: field 'instruction' is missing"),
      ("{\"instruction\":7,\"output\":\"b\"}", ":1: error: field 'instruction' has the wrong type"),
      ("{\"instruction\":\"a\"}", ":1: error: neither 'output' nor 'instances'"),
      ("{\"instruction\":\" \",\"output\":\"b\"}", ":1: error: an empty task"),
      ("", ": error: no seed task"), ("[]", ": error: no seed task"),
      ("{\"instruction\":\"\u{1}\",\"output\":\"b", ":1: error: not valid JSON"),
    ])
  func bad(text: String, expected: String) {
    let path = folder.write(text, to: "bad")
    let error = #expect(throws: InputError.self) { try SeedTasks.read(path: path) }
    #expect(error?.description.hasPrefix(path + expected) == true, "\(String(describing: error))")
  }

  @Test func `a missing file and a folder are errors with their place`() {
    for path in [folder.path + "/none", folder.path] {
      let error = #expect(throws: InputError.self) { try SeedTasks.read(path: path) }
      #expect(error?.description.hasPrefix("\(path): error: ") == true)
    }
  }

  @Test(.enabled(if: SharedData.isAvailable))
  func `the published seed tasks survive a list and back`() throws {
    let tasks = try SeedTasks.read(path: SharedData.path("instruct/seed_tasks.jsonl"))
    #expect(tasks.count == 175)
    // The original marks 50 of them as having no input.
    #expect(tasks.count { $0.pair.input.isEmpty } == 50)
    var reply = ""
    for (index, task) in tasks.enumerated() {
      let pair = task.pair
      reply += index == 0 ? " " : "###\n\(index + 4). Instruction: "
      reply += "\(pair.instruction)\n\(index + 4). Input:\n\(pair.input)\n"
      reply += "\(index + 4). Output:\n\(pair.output)\n"
    }
    let run = TestRun { settings in
      settings.maximumRequests = 1
      settings.pairs = 1_000
      settings.disabledRules = PairRule.allCases.filter(\.isFilter)
    }
    let text = reply
    _ = try run.run(
      ScriptedGenerator { _ in GenerationReply(text: text, finishReason: .stop) })
    let found = try SeedTasks.read(path: run.folder.path + "/pairs.jsonl").map(\.pair)
    let expected = tasks.map(\.pair).map { pair in
      InstructionPair(
        instruction: clean(pair.instruction), input: clean(pair.input), output: clean(pair.output))
    }
    #expect(found == expected)
  }

  private func clean(_ text: String) -> String {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var joined = lines.joined(separator: "\n")[...]
    while joined.first?.isWhitespace == true { joined.removeFirst() }
    while joined.last?.isWhitespace == true { joined.removeLast() }
    return String(joined)
  }
}
