extension ChatTemplate {
  /// A built-in format.
  ///
  /// Sources: the `chat_template` in `tokenizer_config.json` of Meta-Llama-3-8B-Instruct,
  /// zephyr-7b-beta, gemma-7b-it, Qwen2.5-7B-Instruct and Mistral-7B-Instruct-v0.2; for ChatML the
  /// template that transformers took when a tokenizer had none.
  public init(_ format: Format) {
    let (rules, turns) = Self.parts(of: format)
    self.init(name: format.rawValue, rules: rules, turns: turns, isAlpaca: format == .alpaca)
  }

  private static func parts(of format: Format) -> (Rules, [ChatMessage.Role: Turn]) {
    var rules = Rules()
    switch format {
    case .alpaca:
      rules.alternates = true
      let reply = Turn(prefix: "", end: "", endsInEndOfText: true)
      return (
        rules,
        [
          .system: Turn(prefix: "", end: "", tail: "\n\n"), .user: Turn(prefix: "", end: ""),
          .assistant: reply,
        ]
      )
    case .chatML, .qwen:
      if format == .qwen {
        rules.defaultSystem =
          "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."
      }
      return (
        rules, named { Turn(prefix: "<|im_start|>\($0)\n", end: "<|im_end|>", tail: "\n") }
      )
    case .llama3:
      rules.begin = "<|begin_of_text|>"
      rules.trimsContent = true
      return (
        rules,
        named { Turn(prefix: "<|start_header_id|>\($0)<|end_header_id|>\n\n", end: "<|eot_id|>") }
      )
    case .zephyr:
      return (rules, named { Turn(prefix: "<|\($0)|>\n", end: "</s>", tail: "\n") })
    case .gemma:
      rules.begin = "<bos>"
      rules.trimsContent = true
      rules.alternates = true
      func turn(_ name: String) -> Turn {
        Turn(prefix: "<start_of_turn>\(name)\n", end: "<end_of_turn>", tail: "\n")
      }
      return (rules, [.user: turn("user"), .assistant: turn("model")])
    case .mistral:
      rules.begin = "<s>"
      rules.alternates = true
      return (
        rules,
        [
          .user: Turn(prefix: "[INST] ", end: " [/INST]"),
          .assistant: Turn(prefix: "", end: "</s>"),
        ]
      )
    }
  }

  /// Turns of all roles, each under its own name.
  private static func named(_ turn: (String) -> Turn) -> [ChatMessage.Role: Turn] {
    Dictionary(
      uniqueKeysWithValues: ChatMessage.Role.allCases.map { ($0, turn($0.rawValue)) })
  }
}
