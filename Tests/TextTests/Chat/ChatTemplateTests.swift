import Testing
import Text

/// Renderings by Jinja2 of the published templates, in the way of transformers.
///
/// The templates are the `chat_template` of the `tokenizer_config.json` of Llama 3 8B Instruct, Zephyr 7B
/// beta, Gemma 7B it, Qwen2.5 7B Instruct and Mistral 7B Instruct v0.2, and transformers' own ChatML
/// template; the options `trim_blocks` and `lstrip_blocks` are on. A rendering of nil: the template raises
/// an error.
@Suite struct ChatTemplateTests {
  static let conversations: [String: (messages: [ChatMessage], opensReply: Bool)] = [
    "short": ([ChatMessage(.user, "Hi"), ChatMessage(.assistant, "Hello there.")], false),
    "spaces": (
      [
        ChatMessage(.user, "  one\u{A0}\n two \n"), ChatMessage(.assistant, "\tthree\n\n"),
        ChatMessage(.user, "é <|im_end|> \u{3000}"), ChatMessage(.assistant, "四"),
      ], false
    ),
    "system": (
      [
        ChatMessage(.system, " Be brief.\n"), ChatMessage(.user, "Why?"),
        ChatMessage(.assistant, "Because."), ChatMessage(.user, "Really?"),
      ], true
    ),
    "question": ([ChatMessage(.user, "Name a bird. ")], true),
    "replies": (
      [
        ChatMessage(.user, "a"), ChatMessage(.user, "b"), ChatMessage(.assistant, "c"),
        ChatMessage(.assistant, "d"),
      ], false
    ),
  ]

  static let renderings: [(format: String, conversation: String, text: String?)] = [
    (
      "chatml", "short",
      "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello there.<|im_end|>\n"
    ),
    (
      "chatml", "spaces",
      "<|im_start|>user\n  one\u{A0}\n two \n<|im_end|>\n<|im_start|>assistant\n\tthree\n\n"
        + "<|im_end|>\n<|im_start|>user\né <|im_end|> \u{3000}<|im_end|>\n<|im_start|>"
        + "assistant\n四<|im_end|>\n"
    ),
    (
      "chatml", "system",
      "<|im_start|>system\n Be brief.\n<|im_end|>\n<|im_start|>user\nWhy?<|im_end|>"
        + "\n<|im_start|>assistant\nBecause.<|im_end|>\n<|im_start|>user\nReally?<|im_end|>"
        + "\n<|im_start|>assistant\n"
    ),
    ("chatml", "question", "<|im_start|>user\nName a bird. <|im_end|>\n<|im_start|>assistant\n"),
    (
      "chatml", "replies",
      "<|im_start|>user\na<|im_end|>\n<|im_start|>user\nb<|im_end|>\n<|im_start|>"
        + "assistant\nc<|im_end|>\n<|im_start|>assistant\nd<|im_end|>\n"
    ),
    (
      "llama3", "short",
      "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
        + "<|start_header_id|>assistant<|end_header_id|>\n\nHello there.<|eot_id|>"
    ),
    (
      "llama3", "spaces",
      "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\none\u{A0}\n"
        + " two<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nthree<|eot_id|>"
        + "<|start_header_id|>user<|end_header_id|>\n\né <|im_end|><|eot_id|>"
        + "<|start_header_id|>assistant<|end_header_id|>\n\n四<|eot_id|>"
    ),
    (
      "llama3", "system",
      "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
        + "<|start_header_id|>user<|end_header_id|>\n\nWhy?<|eot_id|><|start_header_id|>"
        + "assistant<|end_header_id|>\n\nBecause.<|eot_id|><|start_header_id|>"
        + "user<|end_header_id|>\n\nReally?<|eot_id|><|start_header_id|>"
        + "assistant<|end_header_id|>\n\n"
    ),
    (
      "llama3", "question",
      "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nName a bird.<|eot_id|>"
        + "<|start_header_id|>assistant<|end_header_id|>\n\n"
    ),
    (
      "llama3", "replies",
      "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\na<|eot_id|>"
        + "<|start_header_id|>user<|end_header_id|>\n\nb<|eot_id|><|start_header_id|>"
        + "assistant<|end_header_id|>\n\nc<|eot_id|><|start_header_id|>"
        + "assistant<|end_header_id|>\n\nd<|eot_id|>"
    ),
    ("zephyr", "short", "<|user|>\nHi</s>\n<|assistant|>\nHello there.</s>\n"),
    (
      "zephyr", "spaces",
      "<|user|>\n  one\u{A0}\n two \n</s>\n<|assistant|>\n\tthree\n\n</s>\n<|user|>"
        + "\né <|im_end|> \u{3000}</s>\n<|assistant|>\n四</s>\n"
    ),
    (
      "zephyr", "system",
      "<|system|>\n Be brief.\n</s>\n<|user|>\nWhy?</s>\n<|assistant|>\nBecause.</s>\n"
        + "<|user|>\nReally?</s>\n<|assistant|>\n"
    ),
    ("zephyr", "question", "<|user|>\nName a bird. </s>\n<|assistant|>\n"),
    (
      "zephyr", "replies",
      "<|user|>\na</s>\n<|user|>\nb</s>\n<|assistant|>\nc</s>\n<|assistant|>\nd</s>\n"
    ),
    (
      "gemma", "short",
      "<bos><start_of_turn>user\nHi<end_of_turn>\n<start_of_turn>model\n"
        + "Hello there.<end_of_turn>\n"
    ),
    (
      "gemma", "spaces",
      "<bos><start_of_turn>user\none\u{A0}\n two<end_of_turn>\n<start_of_turn>model\n"
        + "three<end_of_turn>\n<start_of_turn>user\né <|im_end|><end_of_turn>\n"
        + "<start_of_turn>model\n四<end_of_turn>\n"
    ),
    ("gemma", "system", nil),
    (
      "gemma", "question",
      "<bos><start_of_turn>user\nName a bird.<end_of_turn>\n<start_of_turn>model\n"
    ),
    ("gemma", "replies", nil),
    (
      "qwen", "short",
      "<|im_start|>system\n"
        + "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>"
        + "\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello there.<|im_end|>\n"
    ),
    (
      "qwen", "spaces",
      "<|im_start|>system\n"
        + "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>"
        + "\n<|im_start|>user\n  one\u{A0}\n two \n<|im_end|>\n<|im_start|>assistant\n"
        + "\tthree\n\n<|im_end|>\n<|im_start|>user\né <|im_end|> \u{3000}<|im_end|>"
        + "\n<|im_start|>assistant\n四<|im_end|>\n"
    ),
    (
      "qwen", "system",
      "<|im_start|>system\n Be brief.\n<|im_end|>\n<|im_start|>user\nWhy?<|im_end|>"
        + "\n<|im_start|>assistant\nBecause.<|im_end|>\n<|im_start|>user\nReally?<|im_end|>"
        + "\n<|im_start|>assistant\n"
    ),
    (
      "qwen", "question",
      "<|im_start|>system\n"
        + "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>"
        + "\n<|im_start|>user\nName a bird. <|im_end|>\n<|im_start|>assistant\n"
    ),
    (
      "qwen", "replies",
      "<|im_start|>system\n"
        + "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>"
        + "\n<|im_start|>user\na<|im_end|>\n<|im_start|>user\nb<|im_end|>\n<|im_start|>"
        + "assistant\nc<|im_end|>\n<|im_start|>assistant\nd<|im_end|>\n"
    ),
    ("mistral", "short", "<s>[INST] Hi [/INST]Hello there.</s>"),
    (
      "mistral", "spaces",
      "<s>[INST]   one\u{A0}\n two \n [/INST]\tthree\n\n</s>[INST] é <|im_end|>"
        + " \u{3000} [/INST]四</s>"
    ),
    ("mistral", "system", nil),
    ("mistral", "question", "<s>[INST] Name a bird.  [/INST]"),
    ("mistral", "replies", nil),
  ]

  static func text(_ pieces: [ChatPiece]) -> String { pieces.map(\.text).joined() }

  @Test("a rendering equals the published template's", arguments: renderings)
  func equalsJinja(format: String, conversation: String, text: String?) throws {
    let template = ChatTemplate(try #require(ChatTemplate.Format(rawValue: format)))
    let (messages, opensReply) = try #require(Self.conversations[conversation])
    guard let text else {
      #expect(throws: ChatTemplateError.self) {
        _ = try template.pieces(for: messages, opensReply: opensReply)
      }
      return
    }
    let pieces = try template.pieces(for: messages, opensReply: opensReply)
    #expect(Self.text(pieces) == text)
  }

  @Test(
    "what the assistant says and what ends it is trained, and nothing else",
    arguments: ChatTemplate.Format.allCases)
  func trainedPieces(format: ChatTemplate.Format) throws {
    let messages = [
      ChatMessage(.user, "Why?"), ChatMessage(.assistant, "Because."), ChatMessage(.user, "So?"),
      ChatMessage(.assistant, "Yes."),
    ]
    let trained = try ChatTemplate(format).pieces(for: messages).filter(\.isTrained)
    let ends: [ChatTemplate.Format: String] = [
      .alpaca: "", .chatML: "<|im_end|>", .llama3: "<|eot_id|>", .zephyr: "</s>",
      .gemma: "<end_of_turn>", .qwen: "<|im_end|>", .mistral: "</s>",
    ]
    let end = try #require(ends[format])
    #expect(trained.map(\.text) == ["Because.", end, "Yes.", end])
    let kind: ChatPiece.Kind = format == .alpaca ? .endOfText : .structure
    #expect(trained.map(\.kind) == [.text, kind, .text, kind])
    #expect(trained.allSatisfy { $0.role == .assistant })
  }

  @Test("message texts are pieces of their own, whatever they spell")
  func textPieces() throws {
    let pieces = try ChatTemplate(.chatML).pieces(for: [ChatMessage(.user, "<|im_end|>")])
    #expect(pieces.map(\.text) == ["<|im_start|>user\n", "<|im_end|>", "<|im_end|>", "\n"])
    #expect(pieces.map(\.kind) == [.structure, .text, .structure, .structure])
    #expect(pieces.allSatisfy { $0.role == .user && !$0.isTrained })
  }

  @Test(
    "an instruction with input has three blocks in Alpaca's format and two paragraphs elsewhere")
  func input() throws {
    let messages = [
      ChatMessage(.user, "Sum up.", input: "Long text é"), ChatMessage(.assistant, "Short."),
    ]
    #expect(
      Self.text(try ChatTemplate(.alpaca).pieces(for: messages)) == """
        A task is given below, followed by the material it is about. Write the answer that fulfils it.

        ### Instruction:
        Sum up.

        ### Input:
        Long text é

        ### Response:
        Short.
        """)
    let text = Self.text(try ChatTemplate(.mistral).pieces(for: messages))
    #expect(text == "<s>[INST] Sum up.\n\nLong text é [/INST]Short.</s>")
  }

  @Test(
    "Alpaca's format: no input block without input, a system turn for the header, later turns bare")
  func alpaca() throws {
    let template = ChatTemplate(.alpaca)
    let question = [ChatMessage(.user, "Name a bird.")]
    let prompt = Self.text(try template.pieces(for: question, opensReply: true))
    #expect(
      prompt == """
        A task is given below. Write the answer that fulfils it.

        ### Instruction:
        Name a bird.

        ### Response:

        """)
    let conversation =
      [ChatMessage(.system, "Answer in one word.")] + question
      + [ChatMessage(.assistant, "Owl"), ChatMessage(.user, "Another.")]
    #expect(
      Self.text(try template.pieces(for: conversation)) == """
        Answer in one word.

        ### Instruction:
        Name a bird.

        ### Response:
        Owl

        ### Instruction:
        Another.

        ### Response:

        """)
  }

  @Test("wrong roles, orders and empty conversations are typed errors that say where")
  func errors() {
    let user = ChatMessage(.user, "a")
    let cases: [(ChatTemplate.Format, [ChatMessage], ChatTemplateError)] = [
      (.chatML, [], .empty),
      (
        .gemma, [ChatMessage(.system, "a"), user],
        .unsupportedRole(.system, message: 1, template: "gemma")
      ),
      (
        .mistral, [user, user],
        .wrongOrder(found: .user, expected: .assistant, message: 2, template: "mistral")
      ),
      (
        .alpaca, [ChatMessage(.system, "a"), ChatMessage(.assistant, "b")],
        .wrongOrder(found: .assistant, expected: .user, message: 2, template: "alpaca")
      ),
    ]
    for (format, messages, expected) in cases {
      let error = #expect(throws: ChatTemplateError.self) {
        _ = try ChatTemplate(format).pieces(for: messages)
      }
      #expect(error == expected)
    }
    #expect(ChatTemplateError.empty.description.contains("no message"))
  }
}
