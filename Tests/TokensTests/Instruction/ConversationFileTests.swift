import Compression
import TestSupport
import Testing
import Text
import Tokens

@Suite struct ConversationFileTests {
  private static let records = [
    #"{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},{"role":"assistant","content":"é\n"}],"id":7}"#,
    #"{"conversations":[{"from":"human","value":"a"},{"from":"gpt","value":"b"},{"from":"human","value":"c"},{"from":"gpt","value":"d"}]}"#,
    #"{"instruction":"Sum up.","input":"Text","output":"Short."}"#,
    #"{"instruction":"Name a bird.","output":"Owl"}"#, #"{"prompt":"p","response":"r"}"#,
    #"{"prompt":"p","completion":"r"}"#,
  ]
  private static let expected: [[ChatMessage]] = [
    [ChatMessage(.system, "Be brief."), ChatMessage(.user, "Hi"), ChatMessage(.assistant, "é\n")],
    [
      ChatMessage(.user, "a"), ChatMessage(.assistant, "b"), ChatMessage(.user, "c"),
      ChatMessage(.assistant, "d"),
    ],
    [ChatMessage(.user, "Sum up.", input: "Text"), ChatMessage(.assistant, "Short.")],
    [ChatMessage(.user, "Name a bird."), ChatMessage(.assistant, "Owl")],
    [ChatMessage(.user, "p"), ChatMessage(.assistant, "r")],
    [ChatMessage(.user, "p"), ChatMessage(.assistant, "r")],
  ]

  private static func read(_ bytes: [UInt8], name: String = "chat.jsonl") throws -> (
    messages: [[ChatMessage]], problems: [String], records: [Int]
  ) {
    let folder = TemporaryFolder()
    let path = folder.path + "/" + name
    let sink = try OutputSinks.create(path)
    try sink.write(bytes)
    try sink.finish()
    var result: (messages: [[ChatMessage]], problems: [String], records: [Int]) = ([], [], [])
    try ConversationFile.read(path) { record, conversation in
      result.records.append(record)
      switch conversation {
      case .success(let messages): result.messages.append(messages)
      case .failure(let error):
        result.problems.append(error.description.replacing(folder.path + "/", with: ""))
      }
    }
    return result
  }

  @Test(
    "every layout is read, as lines and as one array, plain and compressed",
    arguments: ["chat.jsonl", "chat.jsonl.gz", "chat.jsonl.zst"])
  func layouts(name: String) throws {
    let lines = Array((Self.records.joined(separator: "\n") + "\n").utf8)
    #expect(try Self.read(lines, name: name).messages == Self.expected)
    let array = Array(("[\n" + Self.records.joined(separator: ",\n") + "]").utf8)
    #expect(try Self.read(array, name: name).messages == Self.expected)
    #expect(try Self.read(array, name: name).records == Array(1...6))
  }

  @Test("records that cannot be used are told with their number, and the others are read")
  func problems() throws {
    let lines = [
      Self.records[4], "", "{\"text\":\"a\"}", "no json",
      "{\"messages\":[{\"role\":\"tool\",\"content\":\"a\"}]}",
      "{\"messages\":[{\"role\":\"user\"}]}",
      "{\"prompt\":1,\"response\":\"a\"}", Self.records[5],
    ]
    let result = try Self.read(Array(lines.joined(separator: "\n").utf8))
    #expect(result.messages == Array(Self.expected.suffix(2)))
    #expect(result.records == [1, 3, 4, 5, 6, 7, 8])
    let words = [
      "chat.jsonl:3: error: found a record without a conversation",
      "chat.jsonl:4: error: found something else than a JSON object",
      "chat.jsonl:5: error: found the role 'tool'", "chat.jsonl:6: error: found no field 'content'",
      "chat.jsonl:7: error: found another type in the field 'prompt'",
    ]
    #expect(result.problems.count == words.count)
    for (problem, start) in zip(result.problems, words) { #expect(problem.hasPrefix(start)) }
  }

  @Test(
    "a long line and an empty file are no trouble; a missing file and a broken array are errors")
  func edges() throws {
    let long = String(repeating: "ab ", count: 300_000)
    let line = "{\"prompt\":\"\(long)\",\"response\":\"r\"}\n" + Self.records[5]
    let result = try Self.read(Array(line.utf8))
    #expect(result.messages.count == 2 && result.messages[0][0].content == long)
    #expect(try Self.read([]).records.isEmpty)
    #expect(throws: ConversationError.self) {
      try ConversationFile.read("/nowhere/chat.jsonl") { _, _ in }
    }
    #expect(throws: ConversationError.self) { _ = try Self.read(Array("[{\"prompt\":".utf8)) }
  }
}
