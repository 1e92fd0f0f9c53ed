import Glibc

/// An OpenAI-compatible server: llama.cpp, llama-cpp-python, vLLM, Ollama.
///
/// Uses raw completions (`/v1/completions`) without streaming, so that a reply is either whole or an
/// error. Every wait has a limit: one try, the wait before the next, the number of tries.
public final class HTTPGenerator: TextGenerator {
  private let settings: HTTPGeneratorSettings
  private let transport: HTTPTransport
  private let inFlight: InFlightLimit
  /// The server's own name of the model, once `prepare` has asked for it.
  private let model = Monitor<String>("")

  public init(settings: HTTPGeneratorSettings) throws(SettingError) {
    try settings.validate()
    self.settings = settings
    transport = HTTPTransport(
      maximumReplyBytes: settings.maximumReplyBytes, connections: settings.maximumInFlight)
    inFlight = InFlightLimit(maximum: settings.maximumInFlight)
  }

  public func prepare(
    isCancelled: @Sendable () -> Bool
  ) throws(GenerationError) -> GeneratorModel {
    let end = monotonicSeconds() + settings.readySeconds
    var wait = 0.25
    while true {
      let last: GenerationError
      do {
        let found = try readModel(isCancelled)
        model.with { $0 = found.name }
        // A server may list a model and still be unable to complete: find out before the run.
        let probe = GenerationRequest(
          prompt: "Hello", sampling: Sampling(), seed: 0, stops: [], maximumTokens: 1)
        _ = try send(probe, model: found.name, isCancelled)
        return found
      } catch {
        last = error
      }
      guard last.isRetryable else { throw last }
      guard monotonicSeconds() + wait < end else {
        let problem = GenerationError.Problem.notReady(
          seconds: settings.readySeconds, last: last.description)
        throw GenerationError(problem, place: settings.root)
      }
      guard sleep(seconds: wait, unless: isCancelled) else {
        throw GenerationError(.cancelled, place: settings.root)
      }
      wait = min(wait * 2, 5)
    }
  }

  public func complete(
    _ request: GenerationRequest, isCancelled: @Sendable () -> Bool
  ) throws(GenerationError) -> GenerationReply {
    try retrying(isCancelled) { name throws(GenerationError) in
      try send(request, model: name, isCancelled)
    }
  }

  /// How probable the model holds the tokens of a text, each given those before it.
  ///
  /// Asks for the echo of a prompt with log-probabilities, as OpenAI's older models and vLLM give it.
  ///
  /// - Parameters:
  ///   - text: a document from its start.
  ///   - isCancelled: gives the request up.
  /// - Returns: natural logarithms for all tokens but the first, which nothing comes before.
  /// - Throws: `GenerationError`; `missingField` names `logprobs` for a server that does not give them.
  public func logProbabilities(
    of text: String, isCancelled: @Sendable () -> Bool
  ) throws(GenerationError) -> [Double] {
    try retrying(isCancelled) { name throws(GenerationError) in
      let place = settings.route("/completions")
      let answer = try exchange(place, body: ScoringWire.body(for: text, model: name), isCancelled)
      return try ScoringWire.logProbabilities(from: answer, place: place)
    }
  }

  /// Sends a request, again where that may help; `send` gets the name of the model.
  private func retrying<Reply>(
    _ isCancelled: @Sendable () -> Bool,
    _ send: (String) throws(GenerationError) -> Reply
  ) throws(GenerationError) -> Reply {
    let name = model.with { $0.isEmpty ? settings.model : $0 }
    var longest = settings.firstWaitSeconds
    var attempt = 0
    while true {
      attempt += 1
      guard inFlight.enter(unless: isCancelled) else {
        throw GenerationError(.cancelled, place: settings.root)
      }
      let failure: GenerationError
      do {
        let reply = try send(name)
        inFlight.leave(wasOverloaded: false)
        return reply
      } catch {
        inFlight.leave(wasOverloaded: error.meansOverload)
        failure = error
      }
      // A server that reports bad requests as 500 is asked only twice.
      let tries = failure.meansInvalidRequest ? min(2, settings.tries) : settings.tries
      guard failure.isRetryable, attempt < tries else { throw failure }
      let wait =
        failure.retryAfterSeconds.map { min($0, settings.requestSeconds) }
        ?? Double.random(in: 0...longest)
      guard sleep(seconds: wait, unless: isCancelled) else {
        throw GenerationError(.cancelled, place: settings.root)
      }
      longest = min(longest * 2, settings.longestWaitSeconds)
    }
  }

  private func send(
    _ request: GenerationRequest, model: String, _ isCancelled: @Sendable () -> Bool
  ) throws(GenerationError) -> GenerationReply {
    let body = CompletionWire.body(for: request, model: model)
    let place = settings.route("/completions")
    let answer = try exchange(place, body: body, isCancelled)
    return try CompletionWire.reply(from: answer, place: place)
  }

  /// Asks for readiness where the server has such a route, then for its models.
  private func readModel(
    _ isCancelled: @Sendable () -> Bool
  ) throws(GenerationError) -> GeneratorModel {
    do {
      _ = try exchange(settings.root + "/health", body: nil, isCancelled)
    } catch {
      // Servers without the route answer 404; one that is still loading answers 503.
      guard case .refused = error.problem else { throw error }
    }
    let place = settings.route("/models")
    let answer: [UInt8]
    do {
      answer = try exchange(place, body: nil, isCancelled)
    } catch {
      guard case .refused(status: 404, _) = error.problem, !settings.model.isEmpty else {
        throw error
      }
      return GeneratorModel(name: settings.model, kind: "server")
    }
    return try CompletionWire.model(named: settings.model, from: answer, place: place)
  }

  /// The body of an answer with status 200.
  private func exchange(
    _ place: String, body: [UInt8]?, _ isCancelled: @Sendable () -> Bool
  ) throws(GenerationError) -> [UInt8] {
    let answer = try transport.exchange(
      place, body: body, key: settings.key, seconds: settings.requestSeconds,
      unless: isCancelled)
    guard answer.status == 200 else {
      throw CompletionWire.failure(
        status: answer.status, body: answer.body, retryAfterSeconds: answer.retryAfterSeconds,
        place: place)
    }
    return answer.body
  }
}

extension GenerationError {
  fileprivate var meansOverload: Bool {
    switch problem {
    case .timedOut, .overloaded(status: 429, _), .overloaded(status: 503, _): true
    default: false
    }
  }

  fileprivate var meansInvalidRequest: Bool {
    guard case .overloaded(status: 500, let message) = problem else { return false }
    return message.lowercased().contains("validation")
  }
}
