import Text
import Tokens

/// What a model is given to go on from in the report, and what ends its answer.
struct SamplePrompt {
  var tokens: [Int32]
  var stopTokens: [Int32] = []

  /// The beginning of a document.
  init(tokenizer: Tokenizer) { tokens = [tokenizer.endOfText.map { Int32($0) } ?? 0] }

  /// A conversation up to the beginning of a reply; one without a beginning of its own starts like a
  /// document.
  init(
    _ messages: [ChatMessage], template: ChatTemplate, encoder: TokenEncoder, endOfText: UInt32
  ) throws {
    let prompt = try SupervisedExample.promptTokens(
      messages, template: template, encoder: encoder, endOfText: endOfText)
    tokens = (template.hasBeginning ? [] : [Int32(endOfText)]) + prompt.map { Int32($0) }
    if let end = encoder.tokenizer.id(ofAddedToken: template.replyEnd) {
      stopTokens = [Int32(end)]
    }
  }
}
