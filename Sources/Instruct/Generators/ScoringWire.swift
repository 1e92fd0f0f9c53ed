import FoundationEssentials

/// The bodies of a `/v1/completions` exchange that asks for the probabilities of a prompt's tokens.
///
/// A token is generated as well, for servers refuse to generate none; its probability is left out.
enum ScoringWire {
  /// Keys are spelled with underscores by the encoder and the decoder.
  private struct Body: Encodable {
    var model: String
    var prompt: String
    var maxTokens = 1
    var temperature = 0.0
    var logprobs = 1
    var echo = true
    var stream = false
  }

  private struct Reply: Decodable {
    struct Choice: Decodable {
      var logprobs: Logprobs?
    }
    struct Logprobs: Decodable {
      var tokenLogprobs: [Double?]?
    }
    struct Usage: Decodable {
      var promptTokens: Int?
    }
    var choices: [Choice]
    var usage: Usage?
  }

  static func body(for text: String, model: String) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.keyEncodingStrategy = .convertToSnakeCase
    // Texts and whole numbers can always be encoded.
    return (try? encoder.encode(Body(model: model, prompt: text))).map(Array.init) ?? []
  }

  /// Reads a reply with status 200.
  static func logProbabilities(
    from body: [UInt8], place: String
  ) throws(GenerationError) -> [Double] {
    let reply: Reply = try CompletionWire.decode(body, place)
    guard let found = reply.choices.first?.logprobs?.tokenLogprobs else {
      throw GenerationError(.missingField("choices[0].logprobs.token_logprobs"), place: place)
    }
    // A server that does not echo gives the generated token alone; the first of a prompt has no value.
    let count = reply.usage?.promptTokens ?? found.count - 1
    guard count >= 1, found.count >= count, found[0] == nil else {
      throw GenerationError(.missingField("choices[0].logprobs of the prompt (echo)"), place: place)
    }
    let prompt = found[..<count]
    let values = prompt.dropFirst().compactMap { $0 }
    guard values.count == prompt.count - 1 else {
      throw GenerationError(.missingField("choices[0].logprobs of every token"), place: place)
    }
    return values
  }
}
