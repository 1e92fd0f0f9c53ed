import FoundationEssentials

/// The bodies of an OpenAI-compatible `/v1/completions` exchange.
enum CompletionWire {
  /// Keys are spelled with underscores by the encoder and the decoder.
  private struct Body: Encodable {
    var model: String
    var prompt: String
    var maxTokens: Int
    var temperature: Double
    var topP: Double
    var topK: Int
    var minP: Double
    var presencePenalty: Double
    var frequencyPenalty: Double
    var repeatPenalty: Double
    var stop: [String]
    var seed: UInt32
    var stream = false
    var n = 1
  }

  private struct Reply: Decodable {
    struct Choice: Decodable {
      var text: String?
      var finishReason: String?
    }
    struct Usage: Decodable {
      var promptTokens: Int?
      var completionTokens: Int?
    }
    var choices: [Choice]?
    var usage: Usage?
  }

  private struct Models: Decodable {
    struct Model: Decodable {
      struct Meta: Decodable { var nCtx: Int? }
      var id: String
      var maxModelLen: Int?
      var meta: Meta?
    }
    var data: [Model]
  }

  private struct Failure: Decodable {
    struct Detail: Decodable {
      var message: String?
      var type: String?
    }
    var error: Detail?
  }

  static func body(for request: GenerationRequest, model: String) -> [UInt8] {
    let sampling = request.sampling
    let body = Body(
      model: model, prompt: request.prompt, maxTokens: max(1, request.maximumTokens),
      temperature: sampling.temperature, topP: sampling.topP, topK: sampling.topK,
      minP: sampling.minimumP, presencePenalty: sampling.presencePenalty,
      frequencyPenalty: sampling.frequencyPenalty, repeatPenalty: sampling.repeatPenalty,
      stop: request.stops, seed: request.seed)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.keyEncodingStrategy = .convertToSnakeCase
    // Encoding fails for numbers that are not finite, which the settings exclude.
    return (try? encoder.encode(body)).map(Array.init) ?? []
  }

  /// Reads a reply with status 200.
  static func reply(
    from body: [UInt8], place: String
  ) throws(GenerationError) -> GenerationReply {
    let reply: Reply = try decode(body, place)
    guard let choice = reply.choices?.first else {
      throw GenerationError(.missingField("choices"), place: place)
    }
    guard let text = choice.text else {
      throw GenerationError(.missingField("choices[0].text"), place: place)
    }
    // A stream that another request interrupted ends in status 200 without a reason.
    guard let reason = choice.finishReason, !reason.isEmpty else {
      throw GenerationError(.missingField("choices[0].finish_reason"), place: place)
    }
    var usage: TokenUsage?
    if let prompt = reply.usage?.promptTokens, let completion = reply.usage?.completionTokens {
      usage = TokenUsage(promptTokens: prompt, completionTokens: completion)
    }
    return GenerationReply(text: text, finishReason: FinishReason(reason), usage: usage)
  }

  /// Reads the list of models and takes the one asked for, or the first.
  static func model(
    named wanted: String, from body: [UInt8], place: String
  ) throws(GenerationError) -> GeneratorModel {
    let models: Models = try decode(body, place)
    let listed = models.data.first { $0.id == wanted } ?? models.data.first
    guard let name = wanted.isEmpty ? listed?.id : wanted else {
      throw GenerationError(.missingField("data[0].id"), place: place)
    }
    return GeneratorModel(
      name: name, kind: "server", contextTokens: listed?.maxModelLen ?? listed?.meta?.nCtx)
  }

  /// The kind of failure behind a status that is not success.
  static func failure(
    status: Int, body: [UInt8], retryAfterSeconds: Double?, place: String
  ) -> GenerationError {
    let detail = (try? JSONDecoder().decode(Failure.self, from: Data(body)))?.error
    let message = detail?.message ?? beginning(of: body)
    let context = [
      "context_length_exceeded", "exceed_context_size", "context length",
      "context size", "maximum context",
    ]
    let everything = (message + " " + (detail?.type ?? "")).lowercased()
    let problem: GenerationError.Problem
    if status == 413 || (400..<501).contains(status) && context.contains(where: everything.contains)
    {
      problem = .contextExceeded(message: message)
    } else if [408, 425, 429, 500, 502, 503, 504].contains(status) {
      problem = .overloaded(status: status, message: message)
    } else {
      problem = .refused(status: status, message: message)
    }
    return GenerationError(problem, place: place, retryAfterSeconds: retryAfterSeconds)
  }

  static func decode<Value: Decodable>(
    _ body: [UInt8], _ place: String
  ) throws(GenerationError) -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(Value.self, from: Data(body))
    } catch DecodingError.keyNotFound(let key, _) {
      throw GenerationError(.missingField(key.stringValue), place: place)
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context)
    {
      let field = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw GenerationError(.missingField(field.isEmpty ? "choices" : field), place: place)
    } catch {
      throw GenerationError(.notJSON(beginning: beginning(of: body)), place: place)
    }
  }

  private static func beginning(of body: [UInt8]) -> String {
    String(decoding: body.prefix(80), as: UTF8.self).filter { !$0.isNewline }
  }
}
