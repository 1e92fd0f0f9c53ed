/// How a conversation is written as text: one format of chat models.
///
///     let template = ChatTemplate(.chatML)
///     let pieces = try template.pieces(for: [ChatMessage(.user, "Hi"), ChatMessage(.assistant, "Hello")])
///     // structure "<|im_start|>user\n", text "Hi", structure "<|im_end|>\n<|im_start|>assistant\n",
///     // text "Hello" and structure "<|im_end|>", both trained, structure "\n"
///
/// The pieces' texts put together are what the Jinja template of the model renders, byte for byte.
public struct ChatTemplate: Sendable, Equatable {
  /// The formats that are built in.
  public enum Format: String, CaseIterable, Sendable {
    /// Instruction, input and response under headings, as Taori et al. 2023 have it; `AlpacaText`.
    case alpaca
    /// Turns between `<|im_start|>` and `<|im_end|>`, any order of roles.
    case chatML = "chatml"
    /// Llama 3: headers, trimmed contents, `<|eot_id|>`.
    case llama3
    /// Zephyr: `<|user|>` and its like, `</s>` behind every turn.
    case zephyr
    /// Gemma: `<start_of_turn>`, the assistant is called model; no system turn, roles take turns.
    case gemma
    /// Qwen 2.5: ChatML, opened by a system turn of its own where the conversation has none.
    case qwen
    /// Mistral 7B Instruct v0.2: `[INST]` around the user's turns; no system turn, roles take turns.
    case mistral
  }

  /// What stands around the content of one role.
  struct Turn: Sendable, Equatable {
    var prefix: String
    /// Directly behind the content; in an assistant's turn the model learns to write it.
    var end: String
    /// What else follows.
    var tail = ""
    /// Whether the tokenizer's own end-of-text token stands for `end`.
    var endsInEndOfText = false
  }

  /// What decides the text, apart from the roles' turns.
  struct Rules: Sendable, Equatable {
    /// Before the first turn.
    var begin = ""
    /// A system turn for conversations that do not open with one.
    var defaultSystem: String?
    /// Whether white space around contents is dropped.
    var trimsContent = false
    /// Whether user and assistant must take turns, the user first.
    var alternates = false
  }

  /// The format's name, or the path of the file it was read from.
  public let name: String
  let rules: Rules
  let turns: [ChatMessage.Role: Turn]
  /// Whether a user's turn is written by `AlpacaText`.
  let isAlpaca: Bool

  init(name: String, rules: Rules, turns: [ChatMessage.Role: Turn], isAlpaca: Bool = false) {
    self.name = name
    self.rules = rules
    self.turns = turns
    self.isAlpaca = isAlpaca
  }

  /// Whether text stands before the first turn.
  public var hasBeginning: Bool { !rules.begin.isEmpty }

  /// What ends a reply; empty where the tokenizer's own end-of-text token does.
  public var replyEnd: String { turns[.assistant]?.end ?? "" }

  /// The conversation as pieces, in order, none of them empty but the end-of-text token.
  ///
  /// - Parameters:
  ///   - messages: at least one.
  ///   - opensReply: whether the beginning of an assistant's turn follows, for a model to go on.
  /// - Returns: the pieces, whose texts put together are the rendering.
  /// - Throws: `ChatTemplateError` for a role or an order that the template does not have.
  public func pieces(
    for messages: [ChatMessage], opensReply: Bool = false
  ) throws(ChatTemplateError) -> [ChatPiece] {
    try check(messages)
    var pieces = ChatPieces()
    pieces.add(.structure, rules.begin, nil)
    if let system = rules.defaultSystem, messages.first?.role != .system {
      add(ChatMessage(.system, system), isFirst: true, to: &pieces)
    }
    for (index, message) in messages.enumerated() {
      add(message, isFirst: index == 0 || messages[index - 1].role == .system, to: &pieces)
    }
    if opensReply, let turn = turns[.assistant] {
      pieces.add(.structure, turn.prefix, .assistant)
    }
    return pieces.list
  }

  private func check(_ messages: [ChatMessage]) throws(ChatTemplateError) {
    guard !messages.isEmpty else { throw .empty }
    var expected = ChatMessage.Role.user
    for (index, message) in messages.enumerated() {
      guard turns[message.role] != nil else {
        throw .unsupportedRole(message.role, message: index + 1, template: name)
      }
      if rules.alternates, index > 0 || message.role != .system {
        guard message.role == expected else {
          throw .wrongOrder(
            found: message.role, expected: expected, message: index + 1, template: name)
        }
        expected = expected == .user ? .assistant : .user
      }
    }
  }

  /// Adds one turn; `isFirst` where no user or assistant has spoken.
  private func add(_ message: ChatMessage, isFirst: Bool, to pieces: inout ChatPieces) {
    guard let turn = turns[message.role] else { return }
    let role = message.role
    if isAlpaca, role == .user {
      let hasSystem = pieces.list.last?.role == .system
      AlpacaText.add(message, hasHeader: isFirst && !hasSystem, isFirst: isFirst, to: &pieces)
      return
    }
    let isReply = role == .assistant
    pieces.add(.structure, turn.prefix, role)
    var content = message.content
    if !message.input.isEmpty { content += "\n\n" + message.input }
    if rules.trimsContent { content = Self.trimmed(content) }
    pieces.add(.text, content, role, isTrained: isReply)
    if turn.endsInEndOfText {
      pieces.list.append(ChatPiece(kind: .endOfText, text: "", role: role, isTrained: isReply))
    }
    pieces.add(.structure, turn.end, role, isTrained: isReply)
    pieces.add(.structure, turn.tail, role)
  }

  /// Without white space at either end, as Python's `str.strip` and so Jinja's `trim` have it.
  private static func trimmed(_ text: String) -> String {
    func isSpace(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isSpace($0) }),
      let last = scalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(scalars[first...last])
  }
}

/// Pieces being put together.
struct ChatPieces {
  var list: [ChatPiece] = []

  mutating func add(
    _ kind: ChatPiece.Kind, _ text: String, _ role: ChatMessage.Role?, isTrained: Bool = false
  ) {
    guard !text.isEmpty else { return }
    list.append(ChatPiece(kind: kind, text: text, role: role, isTrained: isTrained))
  }
}
