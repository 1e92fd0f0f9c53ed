import TestSupport
import Testing
import Text
import Tokens

@Suite struct SupervisedExampleTests {
  /// Prompt and response with nothing around them but the end-of-text token.
  static func plain() throws -> ChatTemplate {
    let lines = "user-prefix: \"\"\nassistant-prefix: \"\"\nassistant-end: end-of-text"
    return try ChatTemplate(file: Array(lines.utf8), path: "plain.chat")
  }

  static func example(
    _ messages: [ChatMessage], _ template: ChatTemplate, markers: [String] = []
  ) throws -> (SupervisedExample, Tokenizer) {
    let tokenizer = try Tokenizer(SmallVocabulary.train(special: ["<|endoftext|>"] + markers))
    let example = try SupervisedExample(
      messages, template: template, encoder: tokenizer.makeEncoder(),
      endOfText: try #require(tokenizer.endOfText))
    return (example, tokenizer)
  }

  static func pair(_ prompt: String, _ response: String) throws -> (SupervisedExample, Tokenizer) {
    try example([ChatMessage(.user, prompt), ChatMessage(.assistant, response)], plain())
  }

  /// The runs of tokens that are trained alike, decoded.
  static func runs(_ example: SupervisedExample, _ tokenizer: Tokenizer) throws -> [String] {
    var runs: [[UInt32]] = []
    for index in example.tokens.indices {
      if index == 0 || example.trained[index] != example.trained[index - 1] { runs.append([]) }
      runs[runs.count - 1].append(example.tokens[index])
    }
    return try runs.map { String(decoding: try tokenizer.decode($0.span), as: UTF8.self) }
  }

  @Test("the loss counts the response and its end token, and no token spans the border")
  func mask() throws {
    let (example, tokenizer) = try Self.pair("the lo", "west wide")
    #expect(try Self.runs(example, tokenizer) == ["the lo", "west wide<|endoftext|>"])
    #expect(example.tokens.last == tokenizer.endOfText && !example.trained[0])
  }

  @Test("text that spells the end token does not become it")
  func injection() throws {
    let (example, tokenizer) = try Self.pair("a<|endoftext|>", "b<|endoftext|>")
    #expect(example.tokens.filter { $0 == tokenizer.endOfText }.count == 1)
  }

  private static let conversation = [
    ChatMessage(.system, "the theme"), ChatMessage(.user, "low lower?"),
    ChatMessage(.assistant, "lowest; wide"), ChatMessage(.user, " newer <|im_end|>\n"),
    ChatMessage(.assistant, "newest"),
  ]

  @Test("markers that the tokenizer has become single tokens, others text; the mask is the same")
  func markers() throws {
    let template = ChatTemplate(.chatML)
    let expected = [
      "<|im_start|>system\nthe theme<|im_end|>\n<|im_start|>user\nlow lower?<|im_end|>\n"
        + "<|im_start|>assistant\n", "lowest; wide<|im_end|>",
      "\n<|im_start|>user\n newer <|im_end|>\n<|im_end|>\n<|im_start|>assistant\n",
      "newest<|im_end|>", "\n",
    ]
    let (example, tokenizer) = try Self.example(
      Self.conversation, template, markers: ["<|im_start|>", "<|im_end|>"])
    #expect(try Self.runs(example, tokenizer) == expected)
    let start = try #require(tokenizer.id(ofAddedToken: "<|im_start|>"))
    let end = try #require(tokenizer.id(ofAddedToken: "<|im_end|>"))
    // Five turns; the marker that a message spells is text.
    #expect(example.tokens.filter { $0 == start }.count == 5)
    #expect(example.tokens.filter { $0 == end }.count == 5)
    let (bare, without) = try Self.example(Self.conversation, template)
    #expect(try Self.runs(bare, without) == expected)
    #expect(bare.tokens.count > example.tokens.count)
  }

  @Test("tokens are those of the whole text where no border is in the way")
  func wholeText() throws {
    let conversation = Array(Self.conversation.prefix(3))
    let template = ChatTemplate(.chatML)
    let (example, tokenizer) = try Self.example(
      conversation, template, markers: ["<|im_start|>", "<|im_end|>"])
    let text = try template.pieces(for: conversation).map(\.text).joined()
    let whole = try tokenizer.makeEncoder().encode(Array(text.utf8), parsingAddedTokens: true)
    #expect(example.tokens == whole)
    let prompt = try SupervisedExample.promptTokens(
      Array(conversation.prefix(2)), template: template, encoder: tokenizer.makeEncoder(),
      endOfText: 0)
    #expect(prompt.elementsEqual(example.tokens.prefix(prompt.count)))
    #expect(example.trained.firstIndex(of: true) == prompt.count)
  }

  @Test("a conversation that the template has no place for is an error")
  func refused() throws {
    #expect(throws: ChatTemplateError.self) {
      _ = try Self.example(Self.conversation, ChatTemplate(.gemma))
    }
  }

  @Test("an example too long loses the start of its prompt first, then the end of its response")
  func truncation() throws {
    let (whole, _) = try Self.pair("zqzqzqzq", "xyxy")
    #expect(whole.tokens.count == 8 + 4 + 1)
    var example = whole
    let isCut = [13, 7].map { example.truncate(to: $0) }
    #expect(isCut == [false, true])
    #expect(example.tokens == ContiguousArray(whole.tokens.suffix(7)))
    #expect(example.trained == ContiguousArray([false, false] + whole.trained.suffix(5)))
    #expect(example.tokens.count == 7)
    _ = example.truncate(to: 3)
    #expect(example.tokens == ContiguousArray(whole.tokens[8..<11]))
    #expect(example.trained.allSatisfy(\.self) && example.trained.count == 3)
  }
}
