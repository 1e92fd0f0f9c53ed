import Testing
import Text

@Suite struct ChatTemplateFileTests {
  static let chatML = #"""
    # ChatML once more.
    system-prefix: "<|im_start|>system\n"
    system-end: "<|im_end|>"
    system-tail: "\n"
      user-prefix : "<|im_start|>user\n"
    user-end: "<|im_end|>"
    user-tail: "\n"

    assistant-prefix: "<|im_start|>assistant\n"
    assistant-end: "<|im_end|>"
    assistant-tail: "\n"
    """#

  @Test(
    "a file that says what ChatML is renders as ChatML", arguments: ["short", "spaces", "system"])
  func equalsBuiltIn(conversation: String) throws {
    let template = try ChatTemplate(file: Array(Self.chatML.utf8), path: "own.chat")
    let (messages, opensReply) = try #require(ChatTemplateTests.conversations[conversation])
    #expect(
      try template.pieces(for: messages, opensReply: opensReply)
        == ChatTemplate(.chatML).pieces(for: messages, opensReply: opensReply))
    #expect(template.name == "own.chat")
  }

  @Test("beginning, default system turn, trimming, alternation, escapes and the end-of-text token")
  func rules() throws {
    let file = #"""
      begin: "[b]\t"
      default-system: "say \"yes\" \\ no"
      trim: yes
      alternate: yes
      system-end: "\n"
      user-prefix: "U:"
      assistant-prefix: "A:"
      assistant-end: end-of-text
      """#
    let template = try ChatTemplate(file: Array(file.utf8), path: "own.chat")
    let pieces = try template.pieces(
      for: [ChatMessage(.user, " hi "), ChatMessage(.assistant, "ho\n")])
    #expect(ChatTemplateTests.text(pieces) == "[b]\tsay \"yes\" \\ no\nU:hiA:ho")
    #expect(pieces.last?.kind == .endOfText && pieces.last?.isTrained == true)
    #expect(throws: ChatTemplateError.self) {
      _ = try template.pieces(for: [ChatMessage(.assistant, "a")])
    }
  }

  static let problems: [(text: String, line: Int?, words: String)] = [
    ("user-prefix \"a\"", 1, "a name, a colon"),
    ("tool-prefix: \"a\"", 1, "the name 'tool-prefix'"),
    ("user-start: \"a\"", 1, "the name 'user-start'"), ("\n\nbegin: a", 3, "double quotes"),
    ("begin: \"a\\x\"", 1, "'\\x'"), ("begin: \"a\"b\"", 1, "a quote inside"),
    ("begin: \"a\\\"", 1, "double quotes"), ("trim: maybe", 1, "yes or no"),
    ("begin: \"\"\nbegin: \"\"", 2, "second time"), ("", nil, "'user-prefix'"),
    ("user-prefix: \"\"", nil, "'assistant-prefix'"),
    ("user-prefix: \"\"\nassistant-prefix: \"\"", nil, "no 'assistant-end'"),
    (
      "user-prefix: \"\"\nassistant-end: end-of-text\ndefault-system: \"a\"", nil, "'system-prefix'"
    ),
  ]

  @Test("what is wrong with a file is said with its line", arguments: problems)
  func problem(text: String, line: Int?, words: String) {
    let error = #expect(throws: ChatTemplateError.self) {
      _ = try ChatTemplate(file: Array(text.utf8), path: "own.chat")
    }
    let description = error?.description ?? ""
    #expect(description.hasPrefix("own.chat\(line.map { ":\($0)" } ?? ""): error: found"))
    #expect(description.contains(words), "\(description)")
  }

  @Test("bytes that are no text are refused")
  func notText() {
    #expect(throws: ChatTemplateError.self) {
      _ = try ChatTemplate(file: [0x62, 0xFF], path: "own.chat")
    }
  }
}
