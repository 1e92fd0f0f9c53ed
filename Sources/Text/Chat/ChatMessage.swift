/// One turn of a conversation.
public struct ChatMessage: Sendable, Equatable {
  public enum Role: String, Sendable, CaseIterable {
    case system, user, assistant

    /// The role that a record names, in the words of OpenAI and of ShareGPT; nil for any other.
    public init?(recordName: String) {
      switch recordName {
      case "system": self = .system
      case "user", "human": self = .user
      case "assistant", "gpt", "model": self = .assistant
      default: return nil
      }
    }
  }

  public var role: Role
  public var content: String
  /// The material that a user's instruction works on, Alpaca's `input`; empty where there is none.
  ///
  /// Templates without a place of its own for it put it behind the content, after a blank line.
  public var input: String

  public init(_ role: Role, _ content: String, input: String = "") {
    self.role = role
    self.content = content
    self.input = input
  }
}

/// A stretch of a rendered conversation that is tokenized alike and trained alike.
public struct ChatPiece: Sendable, Equatable {
  public enum Kind: Sendable {
    /// Text of the template: the names of added tokens in it are those tokens.
    case structure
    /// Text of a message, which never turns into structure.
    case text
    /// The tokenizer's own end-of-text token; the piece has no text.
    case endOfText
  }

  public var kind: Kind
  public var text: String
  /// Whose turn it is part of; nil before the first.
  public var role: ChatMessage.Role?
  /// Whether a model learns to write it: what the assistant says and what ends it.
  public var isTrained: Bool
}

/// A conversation that a template cannot render, or a template file that cannot be used.
public enum ChatTemplateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No message at all.
  case empty
  /// The template has no place for a role; `message` counts from 1.
  case unsupportedRole(ChatMessage.Role, message: Int, template: String)
  /// A role where the template expects another; `message` counts from 1.
  case wrongOrder(
    found: ChatMessage.Role, expected: ChatMessage.Role, message: Int, template: String)
  /// A line of a template file, from 1, or the file as a whole.
  case malformed(path: String, line: Int?, found: String, expected: String)

  public var description: String {
    switch self {
    case .empty: "the conversation has no message; expected at least one"
    case .unsupportedRole(let role, let message, let template):
      "message \(message) is of the role '\(role.rawValue)', which the template '\(template)' has no "
        + "place for; leave such messages out or choose another template"
    case .wrongOrder(let found, let expected, let message, let template):
      "message \(message) is of the role '\(found.rawValue)'; the template '\(template)' expects "
        + "'\(expected.rawValue)' there"
    case .malformed(let path, let line, let found, let expected):
      "\(path)\(line.map { ":\($0)" } ?? ""): error: found \(found); expected \(expected)"
    }
  }
}
