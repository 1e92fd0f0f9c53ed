internal import FoundationEssentials

/// A question of a multiple-choice set in words, a JSON line of HellaSwag:
/// `{"ctx": "A man sits", "endings": ["on a roof.", …], "label": 3}`.
public struct MultipleChoiceText: Equatable, Sendable {
  public var context: String
  public var endings: [String]
  /// Place of the right ending, from 0.
  public var label: Int

  /// Decodes a JSON line; other fields are passed over, a label may be a string of digits.
  ///
  /// - Throws: `DecodingError`.
  public init(line: some Sequence<UInt8>) throws {
    let row = try JSONDecoder().decode(Row.self, from: Data(line))
    context = row.ctx
    endings = row.endings
    label = row.label.value
  }

  /// Decodes the tokens of a question; the space before an ending is taken away.
  ///
  /// - Throws: `TokenizerError` for an id outside the vocabulary.
  public init(_ question: MultipleChoiceQuestion, with tokenizer: Tokenizer) throws(TokenizerError)
  {
    context = String(decoding: try tokenizer.decode(question.context.span), as: UTF8.self)
    endings = []
    for ending in question.endings {
      let text = String(decoding: try tokenizer.decode(ending.span), as: UTF8.self)
      endings.append(text.hasPrefix(" ") ? String(text.dropFirst()) : text)
    }
    label = question.label
  }

  /// The question as tokens: the context, and every ending behind a space, as llm.c encodes HellaSwag.
  ///
  /// - Throws: `TokenizerError` for text that the tokenizer cannot encode.
  public func encoded(
    with encoder: TokenEncoder
  ) throws(TokenizerError) -> MultipleChoiceQuestion {
    var question = MultipleChoiceQuestion(
      context: Array(try encoder.encode(Array(context.utf8))), endings: [], label: label)
    for ending in endings {
      question.endings.append(Array(try encoder.encode(Array((" " + ending).utf8))))
    }
    return question
  }

  /// The question as a JSON line, without its end.
  ///
  /// - Throws: `EncodingError`.
  public func line() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(Row(ctx: context, endings: endings, label: Label(label))))
  }

  private struct Row: Codable {
    var ctx: String
    var endings: [String]
    var label: Label
  }

  private struct Label: Codable {
    var value: Int

    init(_ value: Int) { self.value = value }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        value = number
        return
      }
      guard let number = Int(try container.decode(String.self)) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "'label' is no whole number")
      }
      value = number
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(value)
    }
  }
}
